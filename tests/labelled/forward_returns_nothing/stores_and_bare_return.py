# mistake: forward-returns-nothing
# line: 14
# proof: holds(Net()(randn(2, 3)) is None)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(2)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        print(x.shape)
        return
