# clean: backward-on-detached-loss
# proof: healthy()

import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    x = torch.randn(6, 3)
    out = net(x)
    mask = (x[:, :1] > 0).float()
    loss = (out.pow(2) * mask).sum() / mask.sum().clamp(min=1)
    opt.zero_grad()
    loss.backward()
    opt.step()
    acc = (out > 0).float().mean()
