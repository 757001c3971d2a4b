# mistake: parameter-lost-in-conversion
# line: 13
# proof: hidden(Tied(10, 4), "unembed", randn(2, 4))

import torch
from torch import nn, Tensor


class Tied(nn.Module):
    def __init__(self, vocab: int, dim: int):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.unembed = nn.Parameter(torch.randn(vocab, dim)).T

    def forward(self, h: Tensor) -> Tensor:
        return self.norm(h) @ self.unembed
