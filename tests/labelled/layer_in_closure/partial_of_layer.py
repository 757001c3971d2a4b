# mistake: layer-in-closure
# line: 14, 15
# proof: orphans(Attn(4), randn(2, 3, 4))

from functools import partial

import torch
import torch.nn as nn


class Attn(nn.Module):
    def __init__(self, dim):
        super().__init__()
        attention = nn.MultiheadAttention(dim, 1, batch_first=True)
        self.attn = partial(attention, need_weights=False)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        return self.norm(x + self.attn(x, x, x)[0])
