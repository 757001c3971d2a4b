# clean: tensor-not-buffer
# proof: sound(Rotary(), randn(1, 4, 2), steady=True)

import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.register_buffer("inv_freq", torch.ones(1), persistent=False)
        self.cos_cached = torch.zeros(0)

    def forward(self, x):
        n = x.size(1)
        if self.cos_cached.size(0) < n or self.cos_cached.device != x.device or self.cos_cached.dtype != x.dtype:
            t = torch.arange(n, device=x.device).to(x.dtype)
            self.cos_cached = (t[:, None] * self.inv_freq).cos()
        return self.lin(x) * self.cos_cached[:n]
