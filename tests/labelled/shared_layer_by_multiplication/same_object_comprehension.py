# mistake: shared-layer-by-multiplication
# line: 13
# proof: holds(len(list(Tower().parameters())) == 2)

import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        block = nn.Linear(4, 4)
        self.blocks = nn.ModuleList([block for _ in range(n)])

    def forward(self, x):
        for b in self.blocks:
            x = b(x).tanh()
        return x
