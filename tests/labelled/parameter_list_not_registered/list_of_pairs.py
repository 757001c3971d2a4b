# mistake: parameter-list-not-registered
# line: 12
# proof: hidden(Affine(2), "steps.0.0", randn(3))

import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.steps = [
            (nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1))) for _ in range(n)
        ]

    def forward(self, x):
        for scale, shift in self.steps:
            x = scale * x + shift
        return x
