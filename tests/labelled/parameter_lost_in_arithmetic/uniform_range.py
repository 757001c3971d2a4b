# mistake: parameter-lost-in-arithmetic
# line: 14
# proof: hidden(Angles(4), "theta", randn(4))

import math

import torch
import torch.nn as nn


class Angles(nn.Module):
    def __init__(self, n_qubits: int):
        super().__init__()
        self.theta = 2 * math.pi * nn.Parameter(torch.rand(n_qubits))

    def forward(self, x):
        return torch.cos(x + self.theta)
