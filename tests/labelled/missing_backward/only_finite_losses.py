# clean: missing-backward
# proof: healthy()
# proof: fact("backward", 4)

import math

import torch
from torch import nn

model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x in torch.randn(4, 8, 3):
    optimizer.zero_grad()
    loss = criterion(model(x), x.sum(1, keepdim=True))
    math.isfinite(loss.item()) and loss.backward()
    optimizer.step()
