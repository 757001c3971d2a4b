# mistake: tensor-not-buffer
# line: 12
# proof: stays_behind(Rotary(4), randn(3, 4))

import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.frequencies = 1.0 / (10_000 ** (torch.arange(0, width).float() / width))
        self.line = nn.Linear(width, width)

    def forward(self, x):
        angles = x * self.frequencies.to(x.dtype)
        return self.line(torch.cat((angles[..., ::2].sin(), angles[..., 1::2].cos()), dim=-1))
