# clean: backward-on-detached-loss
# proof: healthy()

import torch
from torch import nn

q, target = nn.Linear(3, 2), nn.Linear(3, 2)
optimizer = torch.optim.Adam(q.parameters())
for _ in range(2):
    s, s2 = torch.randn(5, 3), torch.randn(5, 3)
    goal = 1.0 + 0.9 * target(s2).max(1).values.detach()
    loss = nn.functional.smooth_l1_loss(q(s).max(1).values, goal)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
