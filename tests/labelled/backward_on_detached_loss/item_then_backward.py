# mistake: backward-on-detached-loss
# line: 12, 13
# proof: stops(AttributeError, "backward")

import torch
import torch.nn as nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(torch.randn(4, 3)), torch.zeros(4, 1)).item()
    loss.backward()
    optimizer.step()
