# clean: trainable-tensor-not-parameter
# proof: sound(Net(), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        w = torch.randn(3, 3)
        w.requires_grad_(True)
        self.w = nn.Parameter(w.detach())
        self.fixed = nn.Parameter(torch.eye(3), requires_grad=False)

    def forward(self, x):
        return x @ self.w @ self.fixed
