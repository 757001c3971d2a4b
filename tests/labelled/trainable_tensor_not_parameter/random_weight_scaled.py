# mistake: trainable-tensor-not-parameter | tensor-not-buffer
# line: 13, 14
# proof: holds(not list(Perceptron(3).parameters()))
# proof: stays_behind(Perceptron(3), randn(2, 3))

import torch
import torch.nn as nn


class Perceptron(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = torch.randn(n, 1) * 0.01
        self.b = torch.zeros(1)

    def forward(self, x):
        return torch.sigmoid(x @ self.w + self.b)
