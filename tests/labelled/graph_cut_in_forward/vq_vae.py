# clean: graph-cut-in-forward
# proof: holds(True)

import torch
from torch import nn
import torch.nn.functional as F


class VectorQuantizer(nn.Module):
    def __init__(self, k, d, beta=0.25):
        super().__init__()
        self.embedding = nn.Embedding(k, d)
        self.embedding.weight.data.uniform_(-1 / k, 1 / k)
        self.beta = beta

    def forward(self, z):
        d = torch.cdist(z, self.embedding.weight)
        idx = d.argmin(1)
        q = self.embedding(idx)
        loss = F.mse_loss(q.detach(), z) * self.beta + F.mse_loss(q, z.detach())
        q = z + (q - z).detach()
        return q, loss, idx
