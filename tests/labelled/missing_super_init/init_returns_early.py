# clean: missing-super-init
# proof: sound(Net(3), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n, bias=True):
        super().__init__()
        self.fc = nn.Linear(n, n, bias=bias)
        if not bias:
            return
        nn.init.zeros_(self.fc.bias)

    def forward(self, x):
        return self.fc(x)


class Sub(Net):
    pass
