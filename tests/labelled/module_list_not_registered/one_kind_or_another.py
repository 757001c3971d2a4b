# mistake: module-list-not-registered
# line: 12
# proof: hidden(Net(), "layers.0", randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, depth=4):
        super().__init__()
        self.layers = [nn.ReLU() if i % 2 else nn.Linear(3, 3) for i in range(depth)]
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.out(x)
