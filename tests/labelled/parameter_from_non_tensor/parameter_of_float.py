# mistake: parameter-from-non-tensor
# line: 13
# proof: raises(AttributeError, lambda: Swish(1.0), "has no attribute 'detach'")

import torch
import torch.nn as nn


class Swish(nn.Module):
    def __init__(self, start):
        super().__init__()
        self.start = start
        self.beta = nn.Parameter(1.0)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
