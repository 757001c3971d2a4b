# mistake: parameter-lost-in-conversion
# line: 13
# proof: hidden(Two(4), "second", randn(2, 4))

import torch
from torch.nn import Module, Parameter


class Two(Module):
    def __init__(self, n):
        super().__init__()
        self.first = Parameter(torch.randn(n))
        self.second = Parameter(torch.randn(n)).clone()

    def forward(self, x):
        return (x * self.first).tanh() * self.second
