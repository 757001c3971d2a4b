# mistake: container-misuse
# line: 13
# proof: raises(KeyError, lambda: Heads(2))

import torch
from torch import nn


class Heads(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.heads = nn.ModuleDict()
        self.heads["values"] = nn.Linear(dim, 1)
        self.heads["policy"] = nn.Linear(dim, 4)

    def forward(self, x):
        return {k: h(x) for k, h in self.heads.items()}
