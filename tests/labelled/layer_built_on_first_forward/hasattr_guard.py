# mistake: layer-built-on-first-forward | layer-created-in-forward
# line: 17
# proof: misses(optimizer, model)

import torch
from torch import nn


class Proj(nn.Module):
    def __init__(self, dim):
        super(Proj, self).__init__()
        self.dim = dim
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        if not hasattr(self, "proj"):
            self.proj = nn.Linear(x.size(-1), self.dim)
        return self.norm(self.proj(x))


model = Proj(4)
optimizer = torch.optim.Adam(model.parameters())
model(torch.randn(2, 7))
