# mistake: module-list-not-registered
# line: 12
# proof: hidden(Decoder(5), "ops.0", randn(2, 5))

import torch
import torch.nn as nn


class Decoder(nn.Module):
    def __init__(self, z_dim, bn=True):
        super().__init__()
        self.ops = list()
        self.ops.extend([nn.Linear(z_dim, 16), nn.ReLU()])
        if bn:
            self.ops.insert(1, nn.BatchNorm1d(16))
        self.ops.append(nn.Linear(16, 9))

    def forward(self, z):
        h = z
        for op in self.ops:
            h = op(h)
        return torch.sigmoid(h)
