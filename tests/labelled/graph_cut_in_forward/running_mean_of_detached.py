# clean: graph-cut-in-forward
# proof: sound(Center(), randn(3, 4))

import torch
from torch import nn


class Center(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 4)
        self.register_buffer("center", torch.zeros(4))

    def forward(self, x):
        x = self.lin(x)
        if self.training:
            self.center.mul_(0.9).add_(0.1 * x.detach().mean(0))
        return x - self.center
