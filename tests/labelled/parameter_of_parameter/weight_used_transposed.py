# clean: parameter-of-parameter
# proof: sound(AE(), randn(2, 6))

import torch
import torch.nn.functional as F
from torch import nn


class AE(nn.Module):
    def __init__(self, d=6, h=3):
        super().__init__()
        self.enc = nn.Linear(d, h)
        self.bias = nn.Parameter(torch.zeros(d))
        base = torch.eye(h)
        self.rot = nn.Parameter(base.t().contiguous())
        self.init_norm = self.enc.weight.detach().norm().item()

    def forward(self, x):
        z = torch.tanh(self.enc(x)) @ self.rot
        return F.linear(z, self.enc.weight.t(), self.bias)


AE()
