# mistake: graph-cut-in-forward
# line: 19
# proof: no_gradient(Sorter(), "score", randn(4, 3))

import torch
from torch import nn


class Sorter(nn.Module):
    """Sortiert nach der gelernten Bewertung."""

    def __init__(self):
        super().__init__()
        self.score = nn.Linear(3, 1)
        self.out = nn.Linear(1, 1)

    def forward(self, x):
        s = self.score(x).squeeze(1)
        s = torch.tensor(sorted(s.tolist()))
        return self.out(s.unsqueeze(1))
