# mistake: missing-zero-grad
# line: 13, 14
# proof: fact("stale_gradient", 1)

import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.Adam(net.parameters())
every = 2
for i, x in enumerate(torch.randn(6, 4, 3)):
    loss = net(x).pow(2).mean() / every
    loss.backward()
    (i + 1) % every == 0 and opt.step()
