# mistake: trailing-comma-layer | parameter-list-not-registered
# line: 12
# proof: hidden(Bias(3), "b.0")

import torch
import torch.nn as nn


class Bias(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(n)),
        self.lin = nn.Linear(n, n, bias=False)

    def forward(self, x):
        return self.lin(x) + self.b
