# mistake: missing-super-init
# line: 15, 17
# proof: stops(AttributeError)

import torch
import torch.nn as nn


class Loggable:
    def __init__(self, tag):
        self.tag = tag


class Encoder(Loggable, nn.Module):
    def __init__(self, width):
        Loggable.__init__(self, "enc")
        self.body = nn.Sequential(nn.Linear(width, width), nn.GELU())

    def forward(self, x):
        return self.body(x)


Encoder(4)
