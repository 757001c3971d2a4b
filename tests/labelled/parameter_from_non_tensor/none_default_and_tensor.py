# clean: parameter-from-non-tensor
# proof: sound(P(torch.ones(3)), randn(2, 3))

import torch
from torch import nn


class P(nn.Module):
    def __init__(self, init=None, scale=1.0):
        super().__init__()
        self.w = nn.Parameter(init if init is not None else torch.zeros(3))
        self.s = nn.Parameter(torch.as_tensor(scale))

    def forward(self, x):
        return x * self.w * self.s
