# mistake: module-list-not-registered
# line: 12, 15
# proof: hidden(Pyramid(4), "levels.low.0", randn(2, 4))

import torch
import torch.nn as nn


class Pyramid(nn.Module):
    def __init__(self, dim):
        super(Pyramid, self).__init__()
        self.levels = {"low": [], "high": []}
        for name in self.levels:
            for _ in range(2):
                self.levels[name].append(nn.Linear(dim, dim))

    def forward(self, x):
        for name, layers in self.levels.items():
            for layer in layers:
                x = layer(x).relu()
        return x
