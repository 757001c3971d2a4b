# mistake: layer-built-on-first-forward
# line: 16
# proof: holds(len(list(Proj().parameters())) == 0)

import torch
from torch import nn


class Proj(nn.Module):
    def __init__(self, out=4):
        super().__init__()
        self.out = out
        self.initialized = False

    def _lazy_init(self, x):
        self.proj = nn.Linear(x.size(-1), self.out)
        self.initialized = True

    def forward(self, x):
        if not self.initialized:
            self._lazy_init(x)
        return self.proj(x)


p = Proj()
