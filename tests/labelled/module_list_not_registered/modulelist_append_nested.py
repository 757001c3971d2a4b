# clean: module-list-not-registered
# proof: sound(Model(), randn(2, 3))

import torch.nn as nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.groups = nn.ModuleList()
        for _ in range(2):
            pair = nn.ModuleList([nn.Linear(3, 3)])
            pair.append(nn.LayerNorm(3))
            self.groups.append(pair)

    def forward(self, x):
        for lin, norm in self.groups:
            x = norm(lin(x))
        return x
