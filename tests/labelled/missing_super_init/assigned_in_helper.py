# mistake: missing-super-init
# line: 10, 11, 12
# proof: raises(AttributeError, lambda: Net(3))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, n):
        self.n = n
        self._make()

    def _make(self):
        self.fc = nn.Linear(self.n, 1)

    def forward(self, x):
        return self.fc(x)
