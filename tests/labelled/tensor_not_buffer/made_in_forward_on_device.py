# clean: tensor-not-buffer
# proof: sound(Attn(4), randn(2, 5, 4))

import torch
import torch.nn as nn


class Attn(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q = nn.Linear(dim, dim)

    def forward(self, x):
        n = x.size(1)
        keep = torch.ones(n, n, dtype=torch.bool, device=x.device).tril()
        pos = torch.arange(n, device=x.device).to(x.dtype)
        att = self.q(x) @ x.transpose(1, 2) + pos
        return att.masked_fill(~keep, -1e9).softmax(-1) @ x
