# clean: name-already-registered
# proof: sound(Masked(3, True), randn(2, 3)), sound(Masked(3, False), randn(2, 3))

import torch
from torch import nn


class Masked(nn.Module):
    def __init__(self, n, masked):
        super().__init__()
        self.proj = nn.Linear(n, n)
        if not masked:
            self.mask = None
        else:
            self.register_buffer("mask", torch.zeros(n, n))
            self.register_buffer("mask", torch.tril(torch.ones(n, n)))

    def forward(self, x):
        return self.proj(x) if self.mask is None else self.proj(x) @ self.mask
