# mistake: parameter-list-not-registered
# line: 22
# proof: hidden(Net([2, 3]), "W.0", randn(1, 2))

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()

        def init(fan_in, fan_out):
            bound = 1 / math.sqrt(fan_in)
            w = nn.Parameter(torch.empty(fan_out, fan_in))
            nn.init.uniform_(w, -bound, bound)
            return w

        self.W = [init(a, b) for a, b in zip(sizes[:-1], sizes[1:])]

    def forward(self, x):
        for w in self.W:
            x = F.linear(x, w)
        return x
