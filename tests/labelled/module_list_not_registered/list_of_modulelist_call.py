# mistake: module-list-not-registered
# line: 13
# proof: hidden(Pyramid(), "lateral.0", [randn(1, 4, 8, 8), randn(1, 8, 4, 4)])

import torch
import torch.nn as nn
import torch.nn.functional as F


class Pyramid(nn.Module):
    def __init__(self, in_channels=(4, 8), out_channels=6):
        super().__init__()
        self.lateral = list(nn.ModuleList(nn.Conv2d(c, out_channels, 1) for c in in_channels))
        self.smooth = nn.Conv2d(out_channels, out_channels, 3, padding=1)

    def forward(self, features):
        maps = [conv(f) for conv, f in zip(self.lateral, features)]
        top = F.interpolate(maps[1], scale_factor=2)
        return self.smooth(maps[0] + top)
