# mistake: loss-rewrapped
# line: 15
# proof: fact("step_without_gradient", 1)

import torch
from torch import nn

net = nn.Linear(3, 1)
optimizer = torch.optim.Adam(net.parameters())
for _ in range(2):
    optimizer.zero_grad()
    parts = []
    for _ in range(3):
        parts.append(net(torch.randn(2, 3)).pow(2).mean())
    loss = torch.tensor(parts, requires_grad=True).mean()
    loss.backward()
    optimizer.step()
