# clean: parameter-lost-in-arithmetic
# proof: sound(Scaled(8, 2), randn(2, 8))

from torch import nn
import torch


class Scaled(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.scale = (dim // heads) ** -0.5
        self.temp = nn.Parameter(torch.ones(1) * self.scale)
        self.qk = nn.Linear(dim, 2 * dim)

    def forward(self, x):
        q, k = self.qk(x).chunk(2, dim=-1)
        return (q * k).sum(-1) * self.scale * self.temp
