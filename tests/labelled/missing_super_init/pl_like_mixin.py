# clean: missing-super-init
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class InitMixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra = 1


class Net(InitMixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return self.fc(x)
