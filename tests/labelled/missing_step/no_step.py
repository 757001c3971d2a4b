# mistake: missing-step
# line: 14
# proof: holds(torch.equal(before, net.weight))

import torch
from torch import nn, optim

net = nn.Linear(3, 1)
before = net.weight.detach().clone()
opt = optim.Adam(net.parameters(), lr=0.01)
for i in range(4):
    opt.zero_grad()
    loss = net(torch.randn(5, 3)).pow(2).mean()
    loss.backward()
    if i % 2 == 0:
        print(loss.item())
