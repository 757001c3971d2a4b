# clean: parameter-list-not-registered
# proof: sound(Prototypes(), randn(2, 3))

import torch
from torch import nn


class Prototypes(nn.Module):
    def __init__(self, n=4, dim=3):
        super().__init__()
        rows = []
        for i in range(n):
            rows.append(torch.randn(dim) + i)
        self.prototypes = nn.Parameter(torch.stack(rows))

    def forward(self, x):
        return torch.cdist(x, self.prototypes)
