# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(SOM(4), "grid", randn(3, 2))

import torch
import torch.nn as nn


class SOM(nn.Module):
    # carte auto-organisatrice, version "différentiable"
    def __init__(self, side):
        super().__init__()
        self.grid = nn.Parameter(torch.rand(side * side, 2)) - 0.5
        self.temperature = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        d = torch.cdist(x, self.grid)
        return torch.softmax(-d / self.temperature, dim=-1)
