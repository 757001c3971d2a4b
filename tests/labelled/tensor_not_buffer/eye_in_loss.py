# mistake: tensor-not-buffer
# line: 12
# proof: stays_behind(Ortho(3), randn(3, 3))

import torch
from torch import nn


class Ortho(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.I = torch.eye(n)

    def forward(self, W):
        return (W @ W.t() - self.I).pow(2).sum()
