# mistake: parameter-list-not-registered
# line: 12
# proof: hidden(Embedder(["user", "item"]), "tables.user", "user", torch.tensor([0, 1]))

import torch
from torch import nn


class Embedder(nn.Module):
    def __init__(self, kinds, n=10, dim=4):
        super().__init__()
        self.tables = {}
        for kind in kinds:
            table = torch.rand(n, dim) - 0.5
            self.tables[kind] = nn.Parameter(table)
        self.proj = nn.Linear(dim, dim)

    def forward(self, kind, index):
        return self.proj(self.tables[kind][index])
