# mistake: tensor-not-buffer
# line: 12
# proof: stays_behind(GaussianSmearing(), torch.rand(5))

import torch
from torch import nn


class GaussianSmearing(nn.Module):
    def __init__(self, start=0.0, stop=5.0, num=8):
        super().__init__()
        self.offset = torch.linspace(start, stop, num)
        self.coeff = -0.5 / (stop / (num - 1)) ** 2

    def forward(self, dist):
        d = dist.view(-1, 1) - self.offset.view(1, -1)
        return torch.exp(self.coeff * d**2)
