# clean: graph-cut-in-forward
# proof: holds(not any(p.requires_grad for p in Fixed().parameters()))

import torch
import torch.nn as nn


class Fixed(nn.Module):
    def __init__(self, count=6, dim=4):
        super().__init__()
        table = torch.outer(torch.arange(count).float(), torch.ones(dim)).sin()
        self.emb = nn.Embedding(count, dim)
        self.emb.weight = nn.Parameter(table, requires_grad=False)

    def forward(self, x):
        return self.emb(x).detach()
