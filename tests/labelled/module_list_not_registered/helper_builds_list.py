# mistake: module-list-not-registered
# line: 20
# proof: hidden(Encoder([4, 8, 2]), "layers.0", randn(3, 4))

import torch
import torch.nn as nn


def make_layers(sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(n_in, n_out))
        layers.append(nn.LeakyReLU(0.2))
    return layers


class Encoder(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = make_layers(sizes)

    def forward(self, x):
        for l in self.layers:
            x = l(x)
        return x
