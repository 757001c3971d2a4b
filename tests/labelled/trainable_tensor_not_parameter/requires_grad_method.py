# mistake: trainable-tensor-not-parameter
# line: 14
# proof: hidden(Swish(), "beta", randn(4))

import torch
from torch import nn


class Swish(nn.Module):
    """swish(x) = x * sigmoid(beta * x), beta gelernt"""

    def __init__(self, beta=1.0):
        super(Swish, self).__init__()
        self.beta = torch.tensor(beta).requires_grad_()

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
