# clean: parameter-lost-in-arithmetic
# proof: sound(PatchEmbed(), randn(2, 5, 8))

import torch
import torch.nn as nn


class PatchEmbed(nn.Module):
    def __init__(self, dim=8, n=5):
        super().__init__()
        scale = dim**-0.5
        self.cls_token = nn.Parameter(scale * torch.randn(1, 1, dim))
        self.pos = nn.Parameter(torch.randn(1, n + 1, dim) * 0.02)

    def forward(self, x):
        cls = self.cls_token.expand(x.size(0), -1, -1)
        return torch.cat((cls, x), dim=1) + self.pos
