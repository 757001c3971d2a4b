# mistake: module-list-not-registered
# line: 14
# proof: hidden(Tower(3), "hs.1", randn(2, 3))

from functools import partial
import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, d):
        super().__init__()
        make = partial(nn.Linear, d, d, bias=False)
        self.hs = [make() for _ in range(2)]
        self.out = nn.Linear(d, 1)

    def forward(self, x):
        for h in self.hs:
            x = torch.relu(h(x))
        return self.out(x)
