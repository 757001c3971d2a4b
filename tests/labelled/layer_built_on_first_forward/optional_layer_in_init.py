# clean: layer-built-on-first-forward
# proof: sound(Block(4, 6), randn(2, 4))

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, n_in, n_out, norm=None):
        super().__init__()
        self.lin = nn.Linear(n_in, n_out)
        self.skip = None
        if n_in != n_out:
            self.skip = nn.Linear(n_in, n_out, bias=False)
        if norm is None:
            norm = nn.LayerNorm(n_out)
        self.norm = norm

    def forward(self, x):
        out = self.norm(self.lin(x))
        if self.skip is None:
            return out + x
        return out + self.skip(x)
