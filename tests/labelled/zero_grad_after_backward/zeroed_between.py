# mistake: zero-grad-after-backward
# line: 16
# proof: fact("step_without_gradient", 2)

import torch
import torch.nn as nn

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.MSELoss()

for epoch in range(3):
    output = model(torch.randn(8, 2))
    loss = criterion(output, torch.zeros(8, 1))
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
