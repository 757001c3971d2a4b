# clean: module-list-not-registered
# proof: sound(Caps(), randn(2, 5))

import torch
import torch.nn as nn


class Caps(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        self.units = []
        for i in range(n):
            unit = nn.Linear(5, 4)
            self.add_module("unit_" + str(i), unit)
            self.units.append(unit)

    def forward(self, x):
        u = [unit(x) for unit in self.units]
        return torch.stack(u, dim=1)
