# mistake: container-misuse
# line: 14
# proof: stops(TypeError)

import torch
from torch import nn


class Levels(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.levels = nn.ModuleDict()
        for i in range(n):
            self.levels[i] = nn.Linear(4, 4)

    def forward(self, x, i):
        return self.levels[i](x)


Levels(3)
