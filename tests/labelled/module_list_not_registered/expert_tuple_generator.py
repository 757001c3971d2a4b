# mistake: module-list-not-registered
# line: 21
# proof: hidden(Moe(4), "experts.0", randn(2, 4))

import torch
from torch import nn


class Moe(nn.Module):
    class Expert(nn.Module):
        def __init__(self, d):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(d, d), nn.SiLU())

        def forward(self, x):
            return self.net(x)

    def __init__(self, d, n=3):
        super().__init__()
        self.gate = nn.Linear(d, n)
        self.experts = tuple(Moe.Expert(d) for _ in range(n))

    def forward(self, x):
        w = self.gate(x).softmax(-1)
        return sum(w[:, i : i + 1] * e(x) for i, e in enumerate(self.experts))
