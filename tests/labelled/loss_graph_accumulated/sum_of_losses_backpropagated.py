# clean: loss-graph-accumulated
# proof: healthy()

import torch
from torch import nn

heads = nn.ModuleList([nn.Linear(4, 1) for _ in range(3)])
optimizer = torch.optim.SGD(heads.parameters(), lr=0.1)
for _ in range(2):
    total = 0
    x = torch.randn(5, 4)
    for head in heads:
        loss = head(x).pow(2).mean()
        total += loss
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
