# mistake: container-misuse
# line: 11
# proof: raises(TypeError, Net)

import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3))

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
        return x
