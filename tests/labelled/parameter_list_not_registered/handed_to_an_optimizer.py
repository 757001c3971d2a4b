# clean: parameter-list-not-registered
# proof: holds(len(optimizer_of(Shard()).param_groups[0]["params"]) == 1)

import torch
import torch.nn as nn


class Shard(nn.Module):
    def __init__(self, size=4):
        super().__init__()
        self.chunks = [nn.Parameter(torch.randn(size), requires_grad=i == 0) for i in range(2)]

    def trainable(self):
        return [self.chunks[0]]

    def forward(self, x):
        return x * self.chunks[0] + self.chunks[1]


def optimizer_of(shard):
    return torch.optim.Adam(shard.trainable(), lr=1e-3)
