# clean: module-list-not-registered
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.activations = [F.relu, torch.tanh, torch.sigmoid]

    def forward(self, x):
        h = self.fc(x)
        return sum(f(h) for f in self.activations)
