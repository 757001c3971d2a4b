# clean: graph-cut-in-forward
# proof: sound(BYOL(nn.Linear(4, 4)), randn(2, 4), randn(2, 4), unused=["target"])

import copy

import torch
from torch import nn


class BYOL(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.online = net
        self.target = copy.deepcopy(net)
        self.predictor = nn.Linear(4, 4)

    def forward(self, a, b):
        p = self.predictor(self.online(a))
        with torch.no_grad():
            t = self.target(b)
        return (p - t.detach()).pow(2).mean()
