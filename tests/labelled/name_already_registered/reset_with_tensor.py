# mistake: name-already-registered
# line: 16
# proof: stops(TypeError)

import torch
from torch import nn


class Vec(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.v = nn.Parameter(torch.zeros(d))
        self.reset()

    def reset(self):
        self.v = torch.randn(self.v.shape)

    def forward(self, x):
        return x @ self.v


Vec(3)
