# mistake: parameter-of-parameter
# line: 14
# proof: holds(tied.dec.weight is not tied.enc.weight)

import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.enc = nn.Linear(d, h, bias=False)
        self.dec = nn.Linear(h, d, bias=False)
        self.dec.weight = nn.Parameter(self.enc.weight.t())

    def forward(self, x):
        return self.dec(torch.relu(self.enc(x)))


tied = Tied(4, 2)
