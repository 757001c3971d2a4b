# mistake: parameter-lost-in-conversion
# line: 12
# proof: hidden(Mixer(4), "w", randn(2, 4))

import torch
from torch import nn


class Mixer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n, n)).permute(1, 0)

    def forward(self, x):
        return x @ self.w
