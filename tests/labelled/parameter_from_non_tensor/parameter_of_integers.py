# mistake: parameter-from-non-tensor
# line: 12
# proof: raises(RuntimeError, lambda: Shift(3), "Only Tensors of floating point")

import torch
from torch import nn


class Shift(nn.Module):
    def __init__(self, n):
        super(Shift, self).__init__()
        self.shift = nn.Parameter(torch.arange(n))

    def forward(self, x):
        return x + self.shift
