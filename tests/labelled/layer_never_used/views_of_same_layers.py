# clean: layer-never-used
# proof: sound(N(), randn(2, 3))

import torch
from torch import nn


class N(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3)]
        self.layers = nn.ModuleList(layers)
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
