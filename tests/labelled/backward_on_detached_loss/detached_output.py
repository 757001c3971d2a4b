# mistake: backward-on-detached-loss
# line: 13, 16
# proof: stops(RuntimeError, "does not require grad")

import torch
from torch import nn

model = nn.Linear(3, 2)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(6, 3), torch.randint(0, 2, (6,))

output = model(x).detach()
loss = criterion(output, y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
