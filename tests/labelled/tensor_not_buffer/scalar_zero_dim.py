# clean: tensor-not-buffer
# proof: sound(Scaler(), randn(2, 3))

import math

import torch
from torch import nn


class Scaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 3)
        self.log2 = torch.tensor(math.log(2.0))

    def forward(self, x):
        return torch.nn.functional.softplus(self.lin(x)) - self.log2
