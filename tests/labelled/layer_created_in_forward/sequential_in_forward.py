# mistake: layer-created-in-forward
# line: 18, 19, 20, 21, 22
# proof: random_in_eval(Head(8), randn(2, 8))

import torch
from torch import nn


class Head(nn.Module):
    """Klassifikationskopf"""

    def __init__(self, dim, hidden=16):
        super().__init__()
        self.dim, self.hidden = dim, hidden
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        mlp = nn.Sequential(
            nn.Linear(self.dim, self.hidden),
            nn.ReLU(),
            nn.Linear(self.hidden, 3),
        )
        return mlp(self.norm(x))
