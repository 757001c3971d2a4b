# clean: shared-layer-by-multiplication
# proof: holds(len(list(Net().parameters())) == 8)
# proof: sound(Net(), randn(2, 8))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=4):
        super().__init__()
        sizes = [8] * (depth + 1)
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x
