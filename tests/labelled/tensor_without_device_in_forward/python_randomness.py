# clean: tensor-without-device-in-forward
# proof: sound(LayerDrop(), randn(2, 4), moves=False)

import torch
from torch import nn


class LayerDrop(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(2)])

    def forward(self, x):
        for layer in self.layers:
            if self.training and torch.rand(1).item() < 0.0:
                continue
            x = layer(x)
        return x
