# mistake: shared-layer-by-multiplication
# line: 12, 13
# proof: holds(len(Convs().convs) == 3 and len(list(Convs().convs.parameters())) == 2)

import torch
from torch import nn


class Convs(nn.Module):
    def __init__(self, channels=2, n=3):
        super().__init__()
        convs = [nn.Conv2d(channels, channels, 3, padding=1)] * n
        self.convs = nn.ModuleList(convs)

    def forward(self, x):
        for conv in self.convs:
            x = x + conv(x)
        return x
