# mistake: trainable-tensor-not-parameter
# line: 14
# proof: hidden(GCN(3, 2), "theta", randn(4, 3), torch.eye(4))

import torch as t
from torch import nn


class GCN(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        theta = t.rand(d_in, d_out)
        theta.requires_grad_(True)
        self.theta = theta

    def forward(self, x, a):
        return a @ x @ self.theta
