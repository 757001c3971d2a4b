# clean: parameter-lost-in-arithmetic
# proof: sound(Gate(3), randn(2, 3))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Gate(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.raw = nn.Parameter(torch.zeros(n))

    @property
    def strength(self):
        return F.softplus(self.raw) + 1e-4

    def forward(self, x):
        return x * self.strength
