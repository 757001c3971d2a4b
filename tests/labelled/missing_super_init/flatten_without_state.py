# mistake: missing-super-init
# line: 9, 10, 11
# proof: raises(AttributeError, lambda: Flatten()(torch.zeros(2, 3, 4)))

import torch
import torch.nn as nn


class Flatten(nn.Module):
    def __init__(self, start_dim=1):
        self.start_dim = start_dim

    def forward(self, x):
        return x.flatten(self.start_dim)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = Flatten
        self.fc = nn.Linear(12, 2)

    def forward(self, x):
        return self.fc(self.flatten()(x))
