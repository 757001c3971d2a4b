# clean: compile-inside-loop
# proof: at_most("compile", 2)

import torch
from torch import nn

for width in range(6):
    net = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
    fast = torch.compile(net)
    fast(torch.randn(2, 4))
