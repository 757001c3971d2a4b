# clean: module-list-not-registered
# proof: sound(Heads(), randn(2, 4))

import torch
import torch.nn as nn


class Heads(nn.Module):
    def __init__(self, n_heads=3):
        super().__init__()
        self.names = []
        for i in range(n_heads):
            setattr(self, f"head{i}", nn.Linear(4, 2))
            self.names.append(f"head{i}")

    def forward(self, x):
        return torch.cat([getattr(self, name)(x) for name in self.names], -1)
