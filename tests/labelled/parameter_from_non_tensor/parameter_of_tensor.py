# clean: parameter-from-non-tensor
# proof: sound(Poly(), randn(4))

import torch
from torch import nn


class Poly(nn.Module):
    def __init__(self):
        super().__init__()
        self.coef = nn.Parameter(torch.tensor([0.1, 0.2]))
        self.beta = nn.Parameter(torch.full((1,), 2.0))
        self.steps = nn.Parameter(torch.arange(3), requires_grad=False)

    def forward(self, x):
        return self.coef[0] + self.coef[1] * x**self.beta + self.steps.sum()
