# mistake: module-list-not-registered
# line: 12
# proof: hidden(Net(), "fcs.0", torch.zeros(1, 4))

import torch
from torch.nn import *


class Net(Module):
    def __init__(self):
        super().__init__()
        self.fcs = [Linear(4, 4), Linear(4, 4)]
        self.out = Linear(4, 1)

    def forward(self, x):
        for fc in self.fcs:
            x = torch.relu(fc(x))
        return self.out(x)
