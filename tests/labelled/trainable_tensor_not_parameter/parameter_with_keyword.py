# clean: trainable-tensor-not-parameter
# proof: sound(Linear(3), randn(2, 3))

import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n, 1), requires_grad=True)
        bias = torch.zeros(1)
        nn.init.normal_(bias)
        self.bias = nn.Parameter(bias)

    def forward(self, x):
        return x @ self.weight + self.bias
