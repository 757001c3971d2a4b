# clean: parameter-lost-in-arithmetic
# proof: sound(Lin(4), randn(2, 4))

import torch
import torch.nn as nn


class Lin(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n, n))
        norm = (self.weight * self.weight).sum().sqrt()
        self.initial_norm = norm.item()
        self.n_parameters = self.weight.numel() * 1

    def forward(self, x):
        return x @ self.weight / self.initial_norm
