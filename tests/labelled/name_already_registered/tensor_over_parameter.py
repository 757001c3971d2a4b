# mistake: name-already-registered
# line: 13
# proof: raises(TypeError, lambda: Weights(3), "cannot assign")

import torch
from torch import nn


class Weights(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n))
        self.w = self.w / self.w.norm()

    def forward(self, x):
        return x * self.w
