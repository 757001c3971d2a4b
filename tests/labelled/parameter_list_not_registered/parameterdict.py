# clean: parameter-list-not-registered
# proof: sound(Cell(3, 4), randn(2, 3))

import torch
from torch import nn


class Cell(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.W = nn.ParameterDict({g: nn.Parameter(torch.randn(d_in, d_out)) for g in "io"})
        self.W["g"] = nn.Parameter(torch.randn(d_in, d_out))

    def forward(self, x):
        i, o, g = (x @ self.W[k] for k in "iog")
        return torch.sigmoid(o) * torch.tanh(torch.sigmoid(i) * torch.tanh(g))
