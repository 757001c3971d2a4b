# clean: parameter-lost-in-conversion
# proof: sound(Bias(3), randn(2, 3))

import torch
from torch import nn


class Bias(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.b = nn.Parameter(torch.empty(n))
        self.b.data.fill_(0.01)
        self.b.data = self.b.data.clone()

    def forward(self, x):
        return x + self.b
