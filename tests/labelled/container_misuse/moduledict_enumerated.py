# mistake: container-misuse
# line: 12
# proof: raises(TypeError, FPN)

import torch
from torch import nn


class FPN(nn.Module):
    def __init__(self, in_channels=(8, 16, 32), out=16):
        super().__init__()
        self.lateral = nn.ModuleDict({i: nn.Conv2d(c, out, 1) for i, c in enumerate(in_channels)})
        self.smooth = nn.Conv2d(out, out, 3, padding=1)

    def forward(self, feats):
        outs = [self.lateral[i](f) for i, f in enumerate(feats)]
        return [self.smooth(o) for o in outs]
