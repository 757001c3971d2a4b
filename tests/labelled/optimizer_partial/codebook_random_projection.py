# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

proj = nn.Linear(6, 4)
for p in proj.parameters():
    p.requires_grad_(False)
head = nn.Linear(4, 2)
opt = torch.optim.SGD(head.parameters(), lr=0.1)
for _ in range(2):
    x, y = torch.randn(5, 6), torch.randint(0, 2, (5,))
    loss = nn.functional.cross_entropy(head(proj(x)), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
