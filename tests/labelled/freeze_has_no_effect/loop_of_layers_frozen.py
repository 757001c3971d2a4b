# clean: freeze-has-no-effect
# proof: holds(not net[0].weight.requires_grad)

import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1))
for layer in net[:2]:
    layer.requires_grad_(False)
for layer in net:
    for p in layer.parameters():
        p.requires_grad = p.requires_grad and False
