# clean: step-before-backward
# proof: healthy()

import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 3), torch.randn(16, 1)

nn.functional.mse_loss(model(x), y).backward()
for _ in range(3):
    optimizer.step()
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
