# clean: module-list-not-registered
# proof: sound(N(), randn(2, 3))

import torch
from torch import nn


class N(nn.Module):
    def __init__(self):
        super().__init__()
        groups = {"a": [], "b": []}
        for name in groups:
            for _ in range(2):
                groups[name].append(nn.Linear(3, 3))
        self.groups = nn.ModuleDict({k: nn.Sequential(*v) for k, v in groups.items()})

    def forward(self, x):
        for g in self.groups.values():
            x = g(x)
        return x
