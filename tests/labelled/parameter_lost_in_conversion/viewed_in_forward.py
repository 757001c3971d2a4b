# clean: parameter-lost-in-conversion
# proof: sound(Norm(6), randn(2, 6, 4, 4))

import torch
import torch.nn as nn


class Norm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(channels))
        self.register_buffer("initial", self.gain.detach().clone())

    def forward(self, x):
        g = self.gain.view(1, -1, 1, 1)
        return x * g.expand_as(x) - self.initial.view(1, -1, 1, 1)
