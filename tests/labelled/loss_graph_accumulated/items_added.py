# clean: loss-graph-accumulated
# proof: healthy()
# proof: holds(isinstance(total, float) and not tracked.requires_grad)

import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
total, tracked = 0.0, torch.zeros(())
for _ in range(3):
    optimizer.zero_grad()
    loss = model(torch.randn(5, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
    total += loss.item() * 5
    tracked += loss.detach()
