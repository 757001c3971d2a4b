# mistake: shared-layer-by-multiplication
# line: 14
# proof: holds(len(set(map(id, Encoder(nn.Linear(4, 4), 3).layers))) == 1)

import torch
from torch import nn


class Encoder(nn.Module):
    """A stack of N layers (copied from the paper's figure)."""

    def __init__(self, layer: nn.Module, N: int):
        super().__init__()
        self.layers = nn.ModuleList([layer for _ in range(N)])
        self.norm = nn.LayerNorm(4)

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return self.norm(x)


encoder = Encoder(nn.Linear(4, 4), 6)
