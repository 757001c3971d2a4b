from __future__ import annotations

import torch
from torch import Tensor, nn


class Block(nn.Module):
    """One residual block."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.relu(self.fc(self.norm(x)))


class Net(nn.Module):
    """Blocks, a trainable scale, a head."""

    def __init__(self, width: int = 8, depth: int = 3) -> None:
        super().__init__()
        # A ModuleList and not a list: the Module has to know about its blocks.
        self.blocks: nn.ModuleList = nn.ModuleList()
        for _number in range(depth):
            self.blocks.append(Block(width=width))
        # register_parameter is what the assignment of an nn.Parameter does.
        self.register_parameter("scale", nn.Parameter(torch.ones(width)))
        self.head: nn.Linear = nn.Linear(in_features=width, out_features=3)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return self.head(x * self.scale)
