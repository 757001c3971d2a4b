# clean: parameter-lost-in-conversion
# proof: sound(Lin(3), randn(2, 3))

import torch
from torch import nn


class Lin(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n))
        self.start = self.w.detach().tolist()

    def drift(self):
        return sum(abs(a - b) for a, b in zip(self.w.tolist(), self.start))

    def forward(self, x):
        return x * self.w
