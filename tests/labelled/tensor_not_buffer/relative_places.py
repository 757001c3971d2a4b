# mistake: tensor-not-buffer
# line: 15
# proof: stays_behind(Weighted(2, 4), randn(3, 4, 4))

import torch
from torch import nn


class Weighted(nn.Module):
    def __init__(self, side, width):
        super().__init__()
        self.line = nn.Linear(width, width)
        grid = torch.stack(torch.meshgrid(torch.rand(side), torch.rand(side), indexing="ij"), -1)
        rows, columns = grid.reshape(-1, 2).unbind(dim=-1)
        self.weights = (rows + columns * side).exp()

    def weighted(self, x):
        return self.line(self.weights.unsqueeze(-1) * x)

    def forward(self, x):
        return self.weighted(x)
