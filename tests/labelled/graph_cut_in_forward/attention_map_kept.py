# clean: graph-cut-in-forward
# proof: sound(Blk(), randn(2, 3, 4), moves=False)

import torch
from torch import nn


class Blk(nn.Module):
    def __init__(self):
        super().__init__()
        self.att = nn.MultiheadAttention(4, 2, batch_first=True)
        self.norm = nn.LayerNorm(4)
        self.last_map = None

    def forward(self, x):
        y, weights = self.att(x, x, x)
        self.last_map = weights.detach().cpu()
        return self.norm(x + y)


b = Blk()
