# mistake: parameter-from-non-tensor
# line: 13
# proof: stops(Exception)

import numpy as np
import torch
from torch import nn


class Basis(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.coef = nn.Parameter(np.random.randn(n).astype("float32"))

    def forward(self, x):
        return x @ self.coef


Basis(3)
