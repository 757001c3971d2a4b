# clean: missing-super-init
# proof: sound(Net(3), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n):
        nn.Module.__init__(self)
        self.fc = nn.Linear(n, n)

    def forward(self, x):
        return torch.tanh(self.fc(x))
