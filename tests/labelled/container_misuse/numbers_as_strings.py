# clean: container-misuse
# proof: sound(Levels(3), randn(2, 4))

import torch
from torch import nn


class Levels(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.levels = nn.ModuleDict()
        for i in range(n):
            self.levels[str(i)] = nn.Linear(4, 4)
        self.steps = nn.ModuleList(nn.Identity() for _ in range(n))
        for i in range(n):
            self.steps[i] = nn.LayerNorm(4)

    def forward(self, x):
        for i, name in enumerate(self.levels):
            x = self.steps[i](self.levels[name](x))
        return x


Levels(3)
