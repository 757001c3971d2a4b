# clean: layer-built-on-first-forward
# proof: sound(Net(), randn(4, 4), steady=False)

import torch
from torch import nn


class ActNorm(nn.Module):
    """Data dependent initialisation: values change, Parameters stay."""

    def __init__(self, d):
        super().__init__()
        self.loc = nn.Parameter(torch.zeros(d))
        self.initialized = False

    def forward(self, x):
        if not self.initialized:
            with torch.no_grad():
                self.loc.copy_(-x.mean(0))
            self.initialized = True
        return x + self.loc


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = ActNorm(4)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.norm(x))


Net()
