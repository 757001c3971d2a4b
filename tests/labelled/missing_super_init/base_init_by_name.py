# clean: missing-super-init
# proof: sound(Child(3), randn(2, 3))

import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, n):
        super(Base, self).__init__()
        self.lin = nn.Linear(n, n)


class Child(Base):
    def __init__(self, n):
        Base.__init__(self, n)
        self.out = nn.Linear(n, 1)

    def forward(self, x):
        return self.out(self.lin(x))
