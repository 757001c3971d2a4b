# clean: parameter-list-not-registered
# proof: sound(Net(), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        for i in range(n):
            setattr(self, f"w{i}", nn.Parameter(torch.randn(3, 3)))
        self.ws = [f"w{i}" for i in range(n)]

    def forward(self, x):
        for name in self.ws:
            x = x @ getattr(self, name)
        return x
