# mistake: class-default-shadows-layer
# line: 10, 14
# proof: raises(KeyError, lambda: Scale(3), "already exists")

import torch
import torch.nn as nn


class Scale(nn.Module):
    gain = None

    def __init__(self, n):
        super(Scale, self).__init__()
        self.gain = nn.Parameter(torch.ones(n))

    def forward(self, x):
        return x * self.gain
