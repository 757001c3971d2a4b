# mistake: freeze-has-no-effect
# line: 10
# proof: holds(net[0].weight.requires_grad)

import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 1))
for layer in net[:1]:
    layer.requires_grad = False
opt = torch.optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1)
