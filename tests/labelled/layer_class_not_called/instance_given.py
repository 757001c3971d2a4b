# clean: layer-class-not-called
# proof: sound(model, randn(2, 4))

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, n, activation):
        super().__init__()
        self.l1 = nn.Linear(n, 8)
        self.activation = activation
        self.l2 = nn.Linear(8, 1)

    def forward(self, x):
        return self.l2(self.activation(self.l1(x)))


model = MLP(4, nn.SiLU())
