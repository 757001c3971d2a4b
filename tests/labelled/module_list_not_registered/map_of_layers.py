# mistake: module-list-not-registered
# line: 12
# proof: hidden(Net([2, 3, 4]), "layers.0", randn(1, 2))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = list(map(lambda ab: nn.Linear(ab[0], ab[1]), zip(sizes, sizes[1:])))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x
