# mistake: parameter-list-not-registered
# line: 18
# proof: hidden(FourierFeatures(), "coefs.2", randn(5, 1))

import math

import torch
from torch import nn
from torch.nn import Parameter


class FourierFeatures(nn.Module):
    """Fits a sum of sines with learned amplitudes."""

    def __init__(self, order: int = 4) -> None:
        super().__init__()
        self.order = order
        self.coefs = [Parameter(torch.randn(())) for _ in range(order)]
        self.offset = Parameter(torch.zeros(()))

    def forward(self, x):
        y = self.offset
        for k, c in enumerate(self.coefs, start=1):
            y = y + c * torch.sin(math.pi * k * x)
        return y
