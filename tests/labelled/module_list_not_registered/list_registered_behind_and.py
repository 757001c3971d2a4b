# clean: module-list-not-registered
# proof: sound(Tower(8), randn(2, 8))

import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, width, floors=3):
        super().__init__()
        self.floors = [nn.Linear(width, width) for _ in range(floors)]
        floors > 0 and self.add_module("tower", nn.ModuleList(self.floors))

    def forward(self, x):
        for floor in self.floors:
            x = torch.tanh(floor(x))
        return x
