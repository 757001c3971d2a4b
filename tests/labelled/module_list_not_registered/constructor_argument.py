# mistake: module-list-not-registered
# line: 16
# proof: hidden(Stack([nn.Linear(3, 3), nn.Linear(3, 1)]), "layers.0", randn(2, 3))

from typing import List

import torch
from torch import nn


class Stack(nn.Module):
    """Calls the layers one after the other."""

    def __init__(self, layers: List[nn.Module], activation=torch.relu):
        super().__init__()
        self.layers = layers
        self.activation = activation

    def forward(self, x):
        *front, last = self.layers
        for layer in front:
            x = self.activation(layer(x))
        return last(x)
