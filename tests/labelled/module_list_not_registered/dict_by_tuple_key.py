# mistake: module-list-not-registered
# line: 12
# proof: holds(len(list(Hetero([("u", "i"), ("i", "u")]).parameters())) == 0)

import torch
import torch.nn as nn


class Hetero(nn.Module):
    def __init__(self, edge_types, dim=4):
        super().__init__()
        self.rel = {}
        for src, dst in edge_types:
            self.rel[(src, dst)] = nn.Linear(dim, dim)

    def forward(self, feats):
        return {dst: self.rel[(src, dst)](feats[src]) for src, dst in self.rel}
