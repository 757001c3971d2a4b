# mistake: parameter-list-not-registered
# line: 12
# proof: hidden(MyLSTMCell(3, 4), "W.f", randn(2, 3), (torch.zeros(2, 4), torch.zeros(2, 4)))

import torch
from torch import nn


class MyLSTMCell(nn.Module):
    def __init__(self, d_in, d_h):
        super().__init__()
        self.W = {g: nn.Parameter(torch.randn(d_in + d_h, d_h) * 0.01) for g in "ifog"}
        self.b = nn.Parameter(torch.zeros(d_h))

    def forward(self, x, state):
        h, c = state
        xh = torch.cat([x, h], dim=1)
        i, f, o = (torch.sigmoid(xh @ self.W[k] + self.b) for k in "ifo")
        g = torch.tanh(xh @ self.W["g"])
        c = f * c + i * g
        return o * torch.tanh(c), c
