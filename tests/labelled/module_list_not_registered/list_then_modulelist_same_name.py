# clean: module-list-not-registered
# proof: sound(ConvStack(), randn(2, 3, 6, 6))

import torch.nn as nn


class ConvStack(nn.Module):
    def __init__(self, depth=3):
        super(ConvStack, self).__init__()
        self.convs = []
        c = 3
        for i in range(depth):
            self.convs.append(nn.Conv2d(c, 4, 3, padding=1))
            c = 4
        self.convs = nn.ModuleList(self.convs)

    def forward(self, x):
        for conv in self.convs:
            x = conv(x).relu()
        return x
