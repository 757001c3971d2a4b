# mistake: activation-called-on-tensor
# line: 17
# proof: raises(TypeError, lambda: Conv()(torch.randn(1, 1, 8, 8)))

import torch
import torch.nn as nn


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 4, 3)

    def forward(self, x):
        out = self.conv1(x)
        out = nn.MaxPool2d(out, 2)
        return self.conv2(out)
