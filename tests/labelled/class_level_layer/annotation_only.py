# clean: class-level-layer
# proof: sound(Net(), randn(2, 3))

import torch.nn as nn


class Net(nn.Module):
    fc: nn.Linear
    expansion = 4
    norm_layer = nn.LayerNorm

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3 * self.expansion)
        self.norm = self.norm_layer(12)

    def forward(self, x):
        return self.norm(self.fc(x))
