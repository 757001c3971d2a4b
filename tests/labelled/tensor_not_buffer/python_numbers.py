# clean: tensor-not-buffer
# proof: sound(Loss([1.0, 2.0]), randn(4, 2), randn(4, 2))

import torch
from torch import nn


class Loss(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.weights = weights
        self.total = torch.tensor(weights).sum().item()

    def forward(self, a, b):
        w = a.new_tensor(self.weights)
        return ((a - b) ** 2 * w).sum() / self.total
