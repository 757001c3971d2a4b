# mistake: missing-super-init
# line: 10, 11, 14
# proof: holds(len(list(Twice(3).parameters())) == 0)

import torch
from torch import nn


class Twice(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(n, n)
        self.n = n
        super(Twice, self).__init__()

    def forward(self, x):
        return self.fc(x)
