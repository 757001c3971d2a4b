# mistake: layer-in-property
# line: 19, 21
# proof: orphans(Net(3), randn(2, 3))

from functools import cached_property

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.norm = nn.LayerNorm(n)

    @cached_property
    def embedding(self):
        layer = nn.Linear(self.n, self.n)
        nn.init.eye_(layer.weight)
        return layer

    def forward(self, x):
        return self.norm(self.embedding(x))
