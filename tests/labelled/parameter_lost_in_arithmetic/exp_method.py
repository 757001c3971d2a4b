# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(RBF(3, 2), "gamma", randn(5, 2))

import torch
from torch import nn


class RBF(nn.Module):
    def __init__(self, n_centers, dim):
        super().__init__()
        self.centers = nn.Parameter(torch.randn(n_centers, dim))
        self.gamma = nn.Parameter(torch.zeros(n_centers)).exp()
        self.out = nn.Linear(n_centers, 1)

    def forward(self, x):
        d2 = torch.cdist(x, self.centers) ** 2
        return self.out(torch.exp(-self.gamma * d2))
