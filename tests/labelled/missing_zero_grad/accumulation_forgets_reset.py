# mistake: missing-zero-grad
# line: 12, 14
# proof: fact("stale_gradient", 1)

import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.Adam(net.parameters())
for i, x in enumerate(torch.randn(6, 4, 3)):
    loss = net(x).pow(2).mean() / 2
    loss.backward()
    if (i + 1) % 2 == 0:
        opt.step()
