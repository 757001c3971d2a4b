# mistake: tensor-not-buffer
# line: 19
# proof: stays_behind(RoPE(4), randn(1, 5, 4))

import torch
from torch import nn


def precompute(dim, end, theta=10000.0):
    freqs = 1.0 / (theta ** (torch.arange(0, dim, 2).float() / dim))
    angles = torch.outer(torch.arange(end).float(), freqs)
    return angles.cos(), angles.sin()


class RoPE(nn.Module):
    def __init__(self, dim, max_len=16):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.cos, self.sin = precompute(dim, max_len)

    def forward(self, x):
        x1, x2 = self.q(x).chunk(2, dim=-1)
        c, s = self.cos[: x.size(1)], self.sin[: x.size(1)]
        return torch.cat((x1 * c - x2 * s, x1 * s + x2 * c), dim=-1)
