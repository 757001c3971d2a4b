# mistake: module-list-not-registered
# line: 13
# proof: hidden(Up(True), "extra.0", randn(1, 2, 4))

import torch
from torch import nn


class Up(nn.Module):
    def __init__(self, deep=False):
        super().__init__()
        self.base = nn.Conv1d(2, 2, 3, padding=1)
        self.extra = []
        if deep:
            self.extra.append(nn.Conv1d(2, 2, 1))
        else:
            pass

    def forward(self, x):
        x = self.base(x)
        for e in self.extra:
            x = e(x)
        return x
