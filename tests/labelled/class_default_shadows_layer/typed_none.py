# mistake: class-default-shadows-layer
# line: 11, 16
# proof: holds(Model().encoder is None and len(list(Model().parameters())) > 0)

import torch
from torch import nn
from typing import Optional


class Model(nn.Module):
    encoder: Optional[nn.Module] = None
    n_layers: int = 2

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(*[nn.Linear(4, 4) for _ in range(self.n_layers)])

    def forward(self, x):
        return self.encoder(x)
