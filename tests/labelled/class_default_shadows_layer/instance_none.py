# clean: class-default-shadows-layer
# proof: sound(Net(True), randn(2, 3))

import torch
import torch.nn as nn


class Net(nn.Module):
    dim = 3
    name = "net"

    def __init__(self, with_norm):
        super().__init__()
        self.norm = None
        self.fc = nn.Linear(self.dim, self.dim)
        if with_norm:
            self.norm = nn.LayerNorm(self.dim)

    def forward(self, x):
        x = self.fc(x)
        return self.norm(x) if self.norm is not None else x
