# clean: shared-layer-by-multiplication
# proof: sound(Alb(), randn(2, 3, 4))

import torch
from torch import nn


class Alb(nn.Module):
    """One layer, applied many times (as ALBERT does)."""

    def __init__(self, d=4, n=3):
        super().__init__()
        self.shared = nn.TransformerEncoderLayer(d, 2, 8, 0.0, batch_first=True)
        self.n = n

    def forward(self, x):
        for _ in range(self.n):
            x = self.shared(x)
        return x
