# mistake: missing-super-init
# line: 10, 12
# proof: raises(AttributeError, lambda: AutoEncoder([6, 3]))

import torch
import torch.nn as nn


class AutoEncoder(nn.Module):
    def __init__(self, sizes):
        self.sizes = sizes
        self.encoder = self.make(sizes)
        self.decoder = self.make(sizes[::-1])

    def make(self, sizes):
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers.extend([nn.Linear(a, b), nn.ReLU()])
        return nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.decoder(torch.relu(self.encoder(x)))
