# clean: trainable-tensor-not-parameter
# proof: sound(Lin(3), randn(2, 3))

import torch
from torch import nn


class Lin(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = torch.randn(n, n)
        nn.init.orthogonal_(w)
        self.register_parameter("w", nn.Parameter(w))
        self.register_parameter("bias", None)

    def forward(self, x):
        return x @ self.w
