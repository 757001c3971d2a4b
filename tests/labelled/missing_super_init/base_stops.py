# mistake: missing-super-init
# line: 16
# proof: raises(Exception, lambda: Net()(randn(2, 3)))
import torch
from torch import nn


class Base:
    def __init__(self):
        self.ready = True


class Net(Base, nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x)
