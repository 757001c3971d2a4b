# mistake: loss-graph-accumulated
# line: 16
# proof: holds(all(l.grad_fn is not None for l in losses))

import torch
from torch import nn

net = nn.Linear(2, 1)
opt = torch.optim.Adam(net.parameters())
losses = []
for epoch in range(3):
    loss = net(torch.randn(8, 2)).abs().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss)
