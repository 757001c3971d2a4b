# clean: shared-layer-by-multiplication
# proof: holds(len(list(Encoder(nn.Linear(4, 4), 3).parameters())) == 6)
# proof: sound(Encoder(nn.Linear(4, 4), 3), randn(2, 4))

import copy

import torch
from torch import nn


def clones(module, N):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(N)])


class Encoder(nn.Module):
    def __init__(self, layer, N):
        super().__init__()
        self.layers = clones(layer, N)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x
