# clean: loss-rewrapped
# proof: healthy()

import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log = []
for _ in range(2):
    opt.zero_grad()
    loss = net(torch.randn(2, 3)).pow(2).mean()
    l1 = torch.tensor(0.0, requires_grad=True)
    for p in net.parameters():
        l1 = l1 + p.abs().sum()
    loss = loss + 1e-4 * l1
    loss.backward()
    opt.step()
    log.append(loss.detach())
print(torch.stack(log).mean(), torch.tensor(log))
