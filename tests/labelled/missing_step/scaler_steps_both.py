# clean: missing-step
# proof: fact("step", 2)

import torch
from torch import nn

a, b = nn.Linear(4, 4), nn.Linear(4, 1)
opt_a, opt_b = torch.optim.SGD(a.parameters(), lr=0.1), torch.optim.SGD(b.parameters(), lr=0.1)
scaler = torch.amp.GradScaler(enabled=False)


def update(*optimizers):
    for optimizer in optimizers:
        scaler.step(optimizer)
    scaler.update()


for _ in range(2):
    opt_a.zero_grad()
    opt_b.zero_grad()
    loss = b(a(torch.randn(3, 4))).pow(2).mean()
    scaler.scale(loss).backward()
    update(opt_a, opt_b)
