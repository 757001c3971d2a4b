# mistake: tensor-not-buffer
# line: 13
# proof: stays_behind(Haar(), randn(1, 4))

import torch
import torch.nn as nn


class Haar(nn.Module):
    def __init__(self):
        super().__init__()
        s = 2**-0.5
        self.H = torch.tensor([[s, s, 0, 0], [0, 0, s, s], [s, -s, 0, 0], [0, 0, s, -s]])

    def forward(self, x):
        return torch.matmul(x, self.H.t())
