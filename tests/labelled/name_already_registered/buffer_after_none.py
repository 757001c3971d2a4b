# mistake: name-already-registered
# line: 14
# proof: raises(KeyError, lambda: Masked(3), "already exists")

import torch
from torch import nn


class Masked(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.mask = None
        self.proj = nn.Linear(n, n)
        self.register_buffer("mask", torch.tril(torch.ones(n, n)))

    def forward(self, x):
        return self.proj(x) @ self.mask
