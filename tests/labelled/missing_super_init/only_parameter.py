# mistake: missing-super-init
# line: 10, 11
# proof: raises(AttributeError, lambda: Scale(1.0), "cannot assign parameters before")

import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, init_value: float = 1e-3):
        self.scale = nn.Parameter(torch.tensor(init_value))

    def forward(self, x):
        return x * self.scale
