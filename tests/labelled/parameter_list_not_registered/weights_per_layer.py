# mistake: parameter-list-not-registered
# line: 12
# proof: hidden(DeepLinear([3, 4, 1]), "weights.0", randn(2, 3))

import torch
import torch.nn as nn


class DeepLinear(nn.Module):
    def __init__(self, sizes):
        super(DeepLinear, self).__init__()
        self.weights = []
        for i in range(len(sizes) - 1):
            w = nn.Parameter(torch.randn(sizes[i], sizes[i + 1]) * 0.1)
            self.weights.append(w)
        self.bias = nn.Parameter(torch.zeros(sizes[-1]))

    def forward(self, x):
        for w in self.weights:
            x = x @ w
        return x + self.bias
