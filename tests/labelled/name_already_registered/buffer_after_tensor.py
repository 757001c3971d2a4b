# mistake: name-already-registered
# line: 12
# proof: raises(KeyError, lambda: Norm(3), "already exists")

import torch
from torch import nn

class Norm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.scale = torch.ones(d)
        self.register_buffer("scale", torch.ones(d))

    def forward(self, x):
        return x * self.scale
