# mistake: module-list-not-registered
# line: 15
# proof: hidden(MLP([8, 16, 4]), "blocks.0", randn(2, 8))
from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, dims: Sequence[int]) -> None:
        super().__init__()
        self.blocks: list[nn.Module] = list(map(nn.Linear, dims[:-1], dims[1:]))
        self.out = nn.Linear(dims[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x).relu()
        return self.out(x)
