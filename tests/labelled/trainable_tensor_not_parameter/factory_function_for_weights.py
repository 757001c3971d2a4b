# mistake: trainable-tensor-not-parameter
# line: 18
# proof: hidden(Net(3), "w", randn(2, 3))

import torch
from torch import nn


def make_weight(n, m):
    w = torch.randn(n, m) * 0.01
    w.requires_grad = True
    return w


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = make_weight(n, 1)

    def forward(self, x):
        return x @ self.w
