# mistake: manual-update-mistake
# line: 21
# proof: stops(TypeError)
import torch
from torch import nn


class LinReg(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        return x @ self.w


m = LinReg()
x, y = torch.randn(8, 2), torch.randn(8)
loss = (m(x) - y).pow(2).mean()
loss.backward()
m.w = m.w - 0.1 * m.w.grad
