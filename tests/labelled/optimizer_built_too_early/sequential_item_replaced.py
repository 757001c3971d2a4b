# mistake: optimizer-built-too-early
# line: 9, 11
# proof: misses(opt, net)

import torch
from torch import nn, optim

net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 10))
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
# only two classes in this data set
net[2] = nn.Linear(8, 2)

for step in range(2):
    out = net(torch.randn(5, 4))
    loss = out.pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
