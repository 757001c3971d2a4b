# mistake: trainable-tensor-not-parameter
# line: 13, 14
# proof: hidden(LinearRegression(), "weight", randn(4, 2))
# proof: hidden(LinearRegression(), "bias", randn(4, 2))

import torch
import torch.nn as nn


class LinearRegression(nn.Module):
    def __init__(self, n_features=2):
        super().__init__()
        self.weight = torch.randn(n_features, 1, requires_grad=True)
        self.bias = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return x @ self.weight + self.bias
