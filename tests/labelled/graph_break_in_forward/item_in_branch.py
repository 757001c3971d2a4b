# mistake: graph-break-in-forward
# line: 16
# proof: fact("compile", 2)

import torch
from torch import nn


class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x = self.fc(x)
        if x.norm() > 1.0:
            x = x / x.norm()
        return x * 2


model = torch.compile(Clip())
model(10 * torch.randn(2, 4))
