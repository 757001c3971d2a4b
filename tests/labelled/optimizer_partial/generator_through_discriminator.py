# clean: optimizer-partial
# proof: fact("step", 2)

import torch
from torch import nn

perceptual = nn.Sequential(nn.Linear(6, 8), nn.ReLU())
net = nn.Linear(6, 6)
opt = torch.optim.Adam(net.parameters())
for p in perceptual.parameters():
    p.requires_grad = False
for _ in range(2):
    x = torch.randn(4, 6)
    loss = (perceptual(net(x)) - perceptual(x)).abs().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
