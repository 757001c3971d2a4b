# clean: missing-zero-grad
# proof: healthy()

import torch
import torch.nn as nn
from torch.optim.lr_scheduler import StepLR

net = nn.Linear(2, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.1)
sched = StepLR(opt, 2)
for i in range(4):
    loss = (net(torch.randn(8, 2)) - 1).abs().mean()
    loss.backward()
    opt.step()
    sched.step()
    opt.zero_grad(set_to_none=True)
