# clean: container-misuse
# proof: sound(Net([4, 8, 2]), randn(2, 4))

from collections import OrderedDict

import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])
        self.head = nn.Sequential(OrderedDict([("norm", nn.LayerNorm(2)), ("out", nn.Linear(2, 1))]))

    def forward(self, x):
        return self.head(self.net(x))
