# clean: parameter-from-non-tensor
# proof: sound(Shift(3), randn(2, 3))

import torch
from torch import nn


class Shift(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.shift = nn.Parameter(torch.arange(n).float())
        self.scale = nn.Parameter(torch.ones(n, dtype=torch.float32))

    def forward(self, x):
        return x * self.scale + self.shift
