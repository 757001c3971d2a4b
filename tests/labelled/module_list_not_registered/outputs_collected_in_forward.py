# clean: module-list-not-registered
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 4)
        self.activations = []

    def forward(self, x):
        self.activations = []
        for layer in [self.first, self.second]:
            x = torch.relu(layer(x))
            self.activations.append(x.detach())
        return x
