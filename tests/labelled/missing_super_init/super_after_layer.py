# mistake: missing-super-init
# line: 10, 12, 13
# proof: raises(AttributeError, lambda: Encoder(3, 4))

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, n_in, n_out):
        self.n_in = n_in
        self.linear = nn.Linear(n_in, n_out)
        super().__init__()
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.linear(x))
