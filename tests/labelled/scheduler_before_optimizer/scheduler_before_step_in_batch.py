# mistake: scheduler-before-optimizer
# line: 19
# proof: fact("scheduler_first", 1)

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

net = nn.Linear(2, 1)
opt = torch.optim.AdamW(net.parameters(), lr=1e-2)
sched = CosineAnnealingLR(opt, T_max=10)


def run(steps):
    for i in range(steps):
        loss = net(torch.randn(4, 2)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        sched.step()
        opt.step()


run(3)
