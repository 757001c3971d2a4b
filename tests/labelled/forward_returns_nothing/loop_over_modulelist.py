# mistake: forward-returns-nothing
# line: 14
# proof: holds(N()(randn(2, 3)) is None)

import torch
from torch import nn


class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
