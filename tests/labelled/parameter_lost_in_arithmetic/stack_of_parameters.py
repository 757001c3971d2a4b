# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(Basis(), "basis", randn(2, 3))

import torch
from torch import nn


class Basis(nn.Module):
    def __init__(self, k=2, d=3):
        super().__init__()
        vectors = [nn.Parameter(torch.randn(d)) for _ in range(k)]
        self.basis = torch.stack(vectors)

    def forward(self, x):
        return x @ self.basis.t()
