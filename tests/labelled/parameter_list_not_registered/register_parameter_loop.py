# clean: parameter-list-not-registered
# proof: sound(Basis(3), randn(2, 3), moves=False)

import torch
from torch import nn


class Basis(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.coefs = []
        for i in range(n):
            c = nn.Parameter(torch.randn(1))
            self.register_parameter(f"c{i}", c)
            self.coefs.append(c)

    def forward(self, x):
        return sum(c * x**i for i, c in enumerate(self.coefs))
