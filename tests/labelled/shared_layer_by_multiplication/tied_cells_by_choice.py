# clean: shared-layer-by-multiplication
# proof: sound(N(), randn(2, 3))

import torch
from torch import nn


class N(nn.Module):
    def __init__(self, d=3, n=3):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(n):
            layer = nn.Linear(d, d)
            if i > 0:
                layer.weight = self.layers[0].weight
            self.layers.append(layer)
        self.acts = nn.ModuleList()
        act = nn.ReLU()
        for _ in range(n):
            self.acts.append(act)

    def forward(self, x):
        for l, a in zip(self.layers, self.acts):
            x = a(l(x))
        return x
