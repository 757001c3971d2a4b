# mistake: container-misuse
# line: 15
# proof: raises(TypeError, lambda: Net([4, 8, 2]), "is not a Module subclass")

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(layers)

    def forward(self, x):
        return self.net(x)
