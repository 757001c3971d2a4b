# mistake: parameter-of-parameter
# line: 13
# proof: no_gradient(Net(3), "base", randn(2, 3))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.base = nn.Parameter(torch.randn(n))
        self.scaled = nn.Parameter(self.base * 2)

    def forward(self, x):
        return x * self.scaled
