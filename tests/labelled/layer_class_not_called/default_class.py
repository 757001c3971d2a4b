# mistake: layer-class-not-called
# line: 13, 17
# proof: raises(Exception, lambda: MLP()(randn(2, 4)))

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, activation=nn.Tanh):
        super().__init__()
        self.hidden = nn.Linear(4, 4)
        self.activation = activation
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(self.activation(self.hidden(x)))


mlp = MLP()
