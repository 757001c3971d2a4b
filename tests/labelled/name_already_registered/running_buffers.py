# clean: name-already-registered
# proof: sound(Ema(), randn(2, 4))

import torch
from torch import nn


class Ema(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.register_buffer("mean", torch.zeros(d))
        self.fc = nn.Linear(d, d)
        self.head = nn.Linear(d, 3)
        self.head = nn.Identity()

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(0)
        return self.head(self.fc(x - self.mean))
