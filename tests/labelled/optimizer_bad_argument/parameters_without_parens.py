# mistake: optimizer-bad-argument
# line: 10
# proof: stops(TypeError, "not iterable")

import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters, lr=0.001)

for epoch in range(10):
    optimizer.zero_grad()
    loss = criterion(model(torch.randn(4, 10)), torch.randn(4, 1))
    loss.backward()
    optimizer.step()
