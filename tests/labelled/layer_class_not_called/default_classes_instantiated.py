# clean: layer-class-not-called
# proof: sound(MLP(), randn(2, 4))

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, act=nn.Tanh, norm=nn.LayerNorm):
        super().__init__()
        self._act = act
        self._norm = norm
        self.body = self.make(4, 2)

    def make(self, d, n):
        layers = []
        for _ in range(n):
            layers += [nn.Linear(d, d), self._norm(d), self._act()]
        return nn.Sequential(*layers)

    def forward(self, x):
        return self.body(x)


mlp = MLP()
