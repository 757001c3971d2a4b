# mistake: class-level-layer
# line: 11
# proof: holds(len(list(Gate().parameters())) == 2)
# proof: orphans(Gate(), randn(2, 4))

import torch
from torch import nn


class Gate(nn.Module):
    alpha = nn.Parameter(torch.tensor(0.0))

    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 4)

    def forward(self, x):
        return x + torch.sigmoid(self.alpha) * self.lin(x)
