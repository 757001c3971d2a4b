# clean: name-already-registered
# proof: sound(finetune(Net(), 5), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)
        self.head = nn.Linear(4, 2)
        self.bias = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        out = self.head(self.body(x))
        return out if self.bias is None else out + self.bias


def finetune(net, n):
    net.head = nn.Linear(4, n)
    net.bias = None
    net.bias = nn.Parameter(torch.zeros(n))
    return net
