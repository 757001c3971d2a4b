# clean: layer-class-not-called
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, act_layer=nn.GELU, norm_layer=nn.LayerNorm, drop: type = nn.Identity):
        super().__init__()
        self.act_layer = act_layer
        self.body = nn.ModuleList([self.block(norm_layer) for _ in range(2)])
        self.drop = drop()
        self.act = act_layer() if act_layer is not None else nn.Identity()

    def block(self, norm_layer):
        return nn.Sequential(norm_layer(4), nn.Linear(4, 4), self.act_layer())

    def forward(self, x):
        for b in self.body:
            x = x + b(x)
        return self.drop(self.act(x))


Net()
