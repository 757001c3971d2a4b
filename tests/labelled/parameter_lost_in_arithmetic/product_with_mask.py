# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(MaskedLinear(4), "weight", randn(2, 4))

import torch
from torch import nn


class MaskedLinear(nn.Module):
    def __init__(self, n):
        super().__init__()
        mask = torch.tril(torch.ones(n, n))
        self.weight = mask * nn.Parameter(torch.randn(n, n))
        self.bias = nn.Parameter(torch.zeros(n))

    def forward(self, x):
        return x @ self.weight.T + self.bias
