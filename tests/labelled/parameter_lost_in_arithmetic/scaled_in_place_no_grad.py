# clean: parameter-lost-in-arithmetic
# proof: sound(Lin(4), randn(2, 4))

import torch
import torch.nn as nn


class Lin(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n, n))
        with torch.no_grad():
            self.weight *= 0.1
            self.weight.add_(torch.eye(n))

    def forward(self, x):
        return x @ self.weight
