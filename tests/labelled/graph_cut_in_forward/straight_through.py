# clean: graph-cut-in-forward
# proof: sound(VQ(), randn(3, 4), unused=["codebook"], learns=False)

import torch
from torch import nn


class VQ(nn.Module):
    def __init__(self, k=8, dim=4):
        super().__init__()
        self.pre = nn.Linear(dim, dim)
        self.codebook = nn.Embedding(k, dim)

    def forward(self, z):
        z = self.pre(z)
        index = torch.cdist(z, self.codebook.weight).argmin(-1)
        q = self.codebook(index)
        commit = (z - q.detach()).pow(2).mean() + (z.detach() - q).pow(2).mean()
        q = z + (q - z).detach()
        return q, commit
