# mistake: parameter-from-non-tensor
# line: 12
# proof: stops(AttributeError)

import torch
from torch import nn


class T(nn.Module):
    def __init__(self, init=1.0):
        super().__init__()
        self.t = nn.Parameter(init)

    def forward(self, x):
        return x / self.t


T()
