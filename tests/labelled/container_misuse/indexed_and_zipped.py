# clean: container-misuse
# proof: sound(U(), randn(2, 4))

import torch
from torch import nn


class U(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.up = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))
        self.heads = nn.ModuleDict([["a", nn.Linear(4, 1)], ["b", nn.Linear(4, 2)]])
        self.seq = nn.Sequential(*self.down[:1], nn.ReLU())

    def forward(self, x):
        skips = []
        for layer in self.down:
            x = layer(x)
            skips.append(x)
        for layer, s in zip(self.up, reversed(skips)):
            x = layer(x + s)
        return {k: h(self.seq(x)) for k, h in self.heads.items()}
