# mistake: container-misuse
# line: 13
# proof: stops(TypeError)

import torch
from torch import nn


def build(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(layers[:-1])


net = build([4, 8, 2])
