# mistake: tensor-without-device-in-forward
# line: 15
# proof: stays_behind(Weighted(), randn(2, 3))

import torch
from torch import nn


class Weighted(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        weights = torch.tensor([0.2, 0.3, 0.5])
        return self.fc(x) * weights
