# mistake: container-misuse
# line: 12
# proof: raises(TypeError, lambda: Scales((1, 2)))

import torch
from torch import nn


class Scales(nn.Module):
    def __init__(self, scales):
        super().__init__()
        self.convs = nn.ModuleDict({1: nn.Conv1d(2, 2, 1), 2: nn.Conv1d(2, 2, 3, padding=1)})
        self.scales = scales

    def forward(self, x):
        return sum(self.convs[s](x) for s in self.scales)
