# mistake: tensor-not-buffer
# line: 12
# proof: stays_behind(Causal(4), randn(2, 4, 4))

import torch
from torch import nn


class Masked(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.mask = torch.ones(n, n).tril().bool()


class Causal(Masked):
    def __init__(self, n):
        super().__init__(n)
        self.lin = nn.Linear(4, 4)

    def forward(self, x):
        att = self.lin(x) @ x.mT
        return att.masked_fill(~self.mask, -1e9).softmax(-1) @ x
