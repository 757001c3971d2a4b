# clean: layer-class-not-called
# proof: sound(ResNetish(), randn(1, 3, 4, 4))

import torch
import torch.nn as nn


class ResNetish(nn.Module):
    def __init__(self, norm_layer=None):
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self._norm_layer = norm_layer
        self.act_layer = nn.ReLU
        self.layer1 = self._make_layer(3, 4)

    def _make_layer(self, a, b):
        norm_layer = self._norm_layer
        return nn.Sequential(nn.Conv2d(a, b, 1), norm_layer(b), self.act_layer())

    def forward(self, x):
        return self.layer1(x)
