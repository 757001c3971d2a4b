# mistake: parameter-lost-in-arithmetic
# line: 14
# proof: hidden(Masked(4), "weight", randn(2, 4))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Masked(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.register_buffer("mask", torch.tril(torch.ones(d, d)))
        self.weight = nn.Parameter(torch.randn(d, d)).mul(self.mask)
        self.bias = nn.Parameter(torch.zeros(d))

    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


m = Masked(4)
