# clean: parameter-lost-in-arithmetic
# proof: sound(RBF(3, 2), randn(5, 2))

import torch
from torch import nn


class RBF(nn.Module):
    def __init__(self, n, dim):
        super().__init__()
        self.centers = nn.Parameter(torch.randn(n, dim))
        self.log_gamma = nn.Parameter(torch.zeros(n))

    def forward(self, x):
        gamma = self.log_gamma.exp() * 0.5
        w = -gamma
        return torch.exp(w * torch.cdist(x, self.centers) ** 2)
