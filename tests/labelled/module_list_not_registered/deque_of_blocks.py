# mistake: module-list-not-registered
# line: 14
# proof: hidden(Net(), "blocks.0", randn(1, 3))

from collections import deque

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = deque()
        for _ in range(2):
            self.blocks.append(nn.Linear(3, 3))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
