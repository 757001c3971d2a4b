# mistake: no-grad-around-training
# line: 14, 15, 16
# proof: stops(RuntimeError, "does not require grad")

import torch
import torch.nn as nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)

for epoch in range(2):
    optimizer.zero_grad()
    with torch.no_grad():
        loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
