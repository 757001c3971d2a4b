# clean: container-misuse
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn as nn


class Parallel(nn.ModuleList):
    def forward(self, x):
        return torch.stack([m(x) for m in self]).mean(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = Parallel([nn.Linear(4, 2), nn.Linear(4, 2)])

    def forward(self, x):
        return self.branches(x)
