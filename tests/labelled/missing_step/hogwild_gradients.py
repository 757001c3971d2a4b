# clean: missing-step
# proof: holds(grads[0].shape == (1, 3))

import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
grads = []
for x in torch.randn(3, 2, 3):
    opt.zero_grad()
    loss = net(x).pow(2).mean()
    loss.backward()
    grads.append(net.weight.grad.clone())
