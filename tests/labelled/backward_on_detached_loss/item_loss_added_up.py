# mistake: backward-on-detached-loss
# line: 15
# proof: stops(AttributeError)

import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
epoch_loss = 0
for x, y in [(torch.randn(4, 3), torch.randn(4, 1))]:
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y).item()
    epoch_loss += loss
    loss.backward()
    optimizer.step()
