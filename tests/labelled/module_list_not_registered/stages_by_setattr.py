# clean: module-list-not-registered
# proof: sound(Pyramid([4, 8, 16]), randn(1, 3, 16, 16))

import torch
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, widths: list[int]):
        super().__init__()
        self.widths = widths
        self.names = []
        prev = 3
        for i, w in enumerate(widths):
            name = f"stage{i + 1}"
            setattr(self, name, nn.Sequential(nn.Conv2d(prev, w, 3, 2, 1), nn.GELU()))
            self.names.append(name)
            prev = w

    def forward(self, x):
        feats = []
        for name in self.names:
            x = getattr(self, name)(x)
            feats.append(x)
        return feats


model = Pyramid([4, 8, 16])
print([tuple(f.shape) for f in model(torch.randn(1, 3, 16, 16))])
