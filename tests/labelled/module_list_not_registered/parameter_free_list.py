# clean: module-list-not-registered
# proof: sound(SPP(), randn(1, 2, 8, 8))

import torch
import torch.nn as nn


class SPP(nn.Module):
    """Spatial pyramid pooling; pools have nothing to train, save or move."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 1)
        self.pools = [nn.AdaptiveAvgPool2d(s) for s in (1, 2, 4)]

    def forward(self, x):
        x = self.conv(x)
        return torch.cat([pool(x).flatten(1) for pool in self.pools], 1)
