# mistake: shared-layer-by-multiplication | module-list-not-registered
# line: 12
# proof: holds(len(list(Net().parameters())) == 2 and len(Net().layers) == 4)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=4):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8)] * depth)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x
