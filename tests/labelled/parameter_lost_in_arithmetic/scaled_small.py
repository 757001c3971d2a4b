# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(PatchEmbed(), "cls_token", randn(2, 5, 8))

import torch
import torch.nn as nn


class PatchEmbed(nn.Module):
    def __init__(self, dim=8, n=5):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim)) * 0.02
        self.pos = nn.Parameter(torch.zeros(1, n + 1, dim))

    def forward(self, x):
        x = self.proj(x)
        cls = self.cls_token.expand(x.size(0), -1, -1)
        return torch.cat((cls, x), dim=1) + self.pos
