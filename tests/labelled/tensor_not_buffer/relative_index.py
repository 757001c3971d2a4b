# mistake: tensor-not-buffer
# line: 17
# proof: stays_behind(Swin(), randn(1, 4, 6))

import torch
import torch.nn as nn


class Swin(nn.Module):
    def __init__(self, dim=6, window=2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2))
        coords = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij"))
        flat = coords.flatten(1)
        rel = (flat[:, :, None] - flat[:, None, :]).permute(1, 2, 0) + window - 1
        self.base = (rel.sum(-1) * 1.0) / window

    def forward(self, x):
        bias = self.base * self.table.mean()
        return (x @ self.lin(x).transpose(1, 2) + bias) @ x
