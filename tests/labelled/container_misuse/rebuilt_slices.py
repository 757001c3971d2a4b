# clean: container-misuse
# proof: sound(N(), randn(2, 3))

import torch
from torch import nn


class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(4)])
        self.layers = nn.ModuleList([*self.layers[:2], nn.ReLU()])
        self.tail = nn.Sequential(*self.layers[1:])

    def forward(self, x):
        return self.tail(self.layers[0](x))
