# clean: parameter-list-not-registered
# proof: sound(DeepLinear([3, 4, 1]), randn(2, 3))

import torch
import torch.nn as nn


class DeepLinear(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        weights = []
        for a, b in zip(sizes, sizes[1:]):
            weights.append(nn.Parameter(torch.randn(a, b)))
        self.weights = nn.ParameterList(weights)

    def forward(self, x):
        for w in self.weights:
            x = x @ w
        return x
