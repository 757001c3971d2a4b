# mistake: parameter-created-in-forward
# line: 15
# proof: orphans(Scale(), randn(2, 3))

import torch
import torch.nn as nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        gamma = nn.Parameter(torch.ones(x.size(-1)))
        return gamma * self.fc(x)
