import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return x + torch.relu(self.fc(self.norm(x)))


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.factor = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.factor


class Tower(nn.ModuleList):
    """Blocks, one after the other."""

    def __init__(self, width, depth):
        super().__init__(Block(width) for _ in range(depth))

    def forward(self, x):
        for block in self:
            x = block(x)
        return x


class Net(nn.Module):
    def __init__(self, width=8, depth=3):
        super().__init__()
        self.blocks = Tower(width, depth)
        self.scale = Scale(width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        return self.head(self.scale(self.blocks(x)))
