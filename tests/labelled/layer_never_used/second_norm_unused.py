# mistake: layer-never-used
# line: 12
# proof: no_gradient(Block(4), "norm2", randn(2, 4))

import torch.nn as nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.norm2 = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, dim)
        self.fc2 = nn.Linear(dim, dim)

    def forward(self, x):
        x = x + self.fc1(self.norm1(x))
        return x + self.fc2(self.norm1(x))
