# clean: name-already-registered
# proof: sound(Ema(3), randn(2, 3), steady=False)

import torch
from torch import nn


class Ema(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.lin = nn.Linear(n, n)
        self.register_buffer("mean", torch.zeros(n))

    def forward(self, x):
        x = self.lin(x)
        self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(0)
        return x - self.mean
