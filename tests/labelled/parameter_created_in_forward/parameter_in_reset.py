# clean: parameter-created-in-forward
# proof: sound(Layer(3), randn(2, 3))

import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n, n))
        self.reset_parameters()

    def reset_parameters(self):
        n = self.weight.shape[0]
        self.weight = nn.Parameter(torch.eye(n) + 0.01 * torch.randn(n, n))

    def forward(self, x):
        return x @ self.weight
