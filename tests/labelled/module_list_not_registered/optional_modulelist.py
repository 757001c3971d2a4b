# clean: module-list-not-registered
# proof: sound(Net(True), randn(1, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, norm):
        super().__init__()
        blocks = [nn.Linear(3, 3)]
        if norm:
            blocks += [nn.LayerNorm(3)]
        self.blocks = nn.ModuleList(blocks) if norm else nn.ModuleList()

    def forward(self, x):
        for b in self.blocks:
            x = b(x)
        return x
