# clean: missing-super-init
# proof: sound(Wide(4), randn(2, 4))

import torch
import torch.nn as nn


class Narrow(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.setup()

    def setup(self):
        self.fc = nn.Linear(self.n, 2)

    def forward(self, x):
        return self.fc(x)


class Wide(Narrow):
    def setup(self):
        self.fc = nn.Linear(self.n, 20)
