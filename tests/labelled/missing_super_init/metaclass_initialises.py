# clean: missing-super-init
# proof: sound(Gate(4), randn(2, 4))

import torch
from torch import nn


class Initialised(type):
    """Calls nn.Module's own `__init__` before that of the class."""

    def __call__(cls, *args, **kwargs):
        made = cls.__new__(cls)
        nn.Module.__init__(made)
        made.__init__(*args, **kwargs)
        return made


class Module(nn.Module, metaclass=Initialised):
    def __init__(self):
        pass


class Gate(Module):
    def __init__(self, dim):
        self.fc = nn.Linear(dim, dim)
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        return torch.sigmoid(self.fc(x) + self.bias)
