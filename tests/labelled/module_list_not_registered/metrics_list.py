# clean: module-list-not-registered
# proof: sound(Net(), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)
        self.losses = [nn.MSELoss(), nn.L1Loss()]
        self.weights = [0.5, 0.5]

    def forward(self, x):
        out = self.fc(x)
        zero = torch.zeros_like(out)
        return sum(w * l(out, zero) for w, l in zip(self.weights, self.losses))
