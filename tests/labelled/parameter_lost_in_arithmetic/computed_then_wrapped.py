# clean: parameter-lost-in-arithmetic
# proof: sound(Net(4), randn(2, 4))

import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = F.normalize(torch.randn(n, n), dim=1) * 0.1
        self.w = nn.Parameter(w.t().contiguous())
        self.count = int(self.w.numel() * 2)
        self.std = float(self.w.std())

    def forward(self, x):
        return x @ self.w
