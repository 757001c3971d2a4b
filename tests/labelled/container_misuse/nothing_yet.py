# clean: container-misuse
# proof: sound(Experts(), randn(2, 4))

import torch.nn as nn


class Experts(nn.Module):
    def __init__(self, tasks=("a", "b")):
        super().__init__()
        self.own, self.shared = nn.ModuleDict({}), nn.ModuleList({})
        for task in tasks:
            self.own[task] = nn.Linear(4, 4)
            self.shared.append(nn.Linear(4, 4))

    def forward(self, x):
        for layer in self.shared:
            x = layer(x)
        return sum(layer(x) for layer in self.own.values())
