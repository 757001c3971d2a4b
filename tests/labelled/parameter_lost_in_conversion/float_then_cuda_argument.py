# mistake: parameter-lost-in-conversion
# line: 13
# proof: hidden(Net(3, "meta"), "w", learns=False)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, n, device):
        super().__init__()
        w = nn.Parameter(torch.randn(n, 1, dtype=torch.float32))
        self.w = w.to(device)

    def forward(self, x):
        return x.mm(self.w)
