# clean: loss-rewrapped
# proof: healthy()

import torch
from torch import nn

net = nn.Linear(3, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    loss = torch.tensor(0.0)
    reg = torch.tensor(0.0, requires_grad=True)
    for p in net.parameters():
        reg = reg + p.pow(2).sum()
    for x in torch.randn(2, 4, 3):
        loss = loss + net(x).pow(2).mean()
    loss = loss + 1e-4 * reg
    opt.zero_grad()
    loss.backward()
    opt.step()
