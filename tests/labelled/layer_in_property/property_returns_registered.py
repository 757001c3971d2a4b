# clean: layer-in-property
# proof: sound(Net(), randn(2, 4))

import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 2)])

    @property
    def head(self):
        return self.blocks[-1]

    @property
    def device(self):
        return next(self.parameters()).device

    def forward(self, x):
        for block in self.blocks[:-1]:
            x = block(x)
        return self.head(x)
