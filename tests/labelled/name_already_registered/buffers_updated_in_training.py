# clean: name-already-registered
# proof: sound(VQ(), randn(5, 2), steady=False, moves=False, learns=False)

import torch
from torch import nn


class VQ(nn.Module):
    def __init__(self, k=3, d=2):
        super().__init__()
        self.register_buffer("codes", torch.randn(k, d))
        self.register_buffer("count", torch.zeros(k))
        self.proj = nn.Linear(d, d)

    def forward(self, x):
        z = self.proj(x)
        idx = torch.cdist(z, self.codes).argmin(1)
        if self.training:
            with torch.no_grad():
                self.count = self.count + torch.bincount(idx, minlength=len(self.codes))
                self.codes[idx] = 0.9 * self.codes[idx] + 0.1 * z
        q = self.codes[idx]
        return z + (q - z).detach()


VQ()
