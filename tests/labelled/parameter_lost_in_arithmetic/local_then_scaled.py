# mistake: parameter-lost-in-arithmetic
# line: 15
# proof: hidden(Attention(6), "query", randn(2, 5, 6))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, scale=0.1):
        super().__init__()
        q = nn.Parameter(torch.empty(dim))
        nn.init.uniform_(q, -1, 1)
        self.query = q * scale
        self.value = nn.Linear(dim, dim)

    def forward(self, x):
        weights = F.softmax(x @ self.query, dim=1)
        return torch.einsum("bt,btd->bd", weights, self.value(x))
