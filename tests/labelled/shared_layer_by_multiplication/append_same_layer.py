# mistake: shared-layer-by-multiplication
# line: 15
# proof: holds(len(list(Enc(4).parameters())) == 2)

import torch
from torch import nn


class Enc(nn.Module):
    def __init__(self, d, depth=4):
        super().__init__()
        layer = nn.Linear(d, d)
        self.layers = nn.ModuleList()
        for _ in range(depth):
            self.layers.append(layer)

    def forward(self, x):
        for l in self.layers:
            x = torch.tanh(l(x))
        return x
