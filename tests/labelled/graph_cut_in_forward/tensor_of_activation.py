# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Pool(), "conv", randn(1, 1, 5, 5))

import torch
import torch.nn as nn


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        x = self.conv(x).mean((2, 3))
        x = torch.tensor(x)
        return self.fc(x)
