# clean: direct-forward-call
# proof: calls_hooks(Child(), lambda m: m(randn(2, 3)))

import torch
from torch import nn


class Parent(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x)


class Child(Parent):
    def forward(self, x):
        return torch.relu(super().forward(x))
