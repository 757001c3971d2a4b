# mistake: parameter-lost-in-conversion
# line: 12
# proof: holds("codebook" not in VQ().state_dict() and not VQ().codebook.requires_grad)

import torch
from torch import nn


class VQ(nn.Module):
    def __init__(self, k=8, dim=4):
        super().__init__()
        self.codebook = nn.Parameter(torch.randn(k, dim)).detach()
        self.pre = nn.Linear(dim, dim)

    def forward(self, z):
        z = self.pre(z)
        index = torch.cdist(z, self.codebook).argmin(-1)
        return self.codebook[index] + (z - z.detach())
