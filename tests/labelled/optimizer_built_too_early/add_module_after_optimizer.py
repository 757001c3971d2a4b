# mistake: optimizer-built-too-early
# line: 11, 12
# proof: misses(optimizer, model)

import torch
import torch.nn as nn

model = nn.Sequential()
model.add_module("fc1", nn.Linear(3, 6))
model.add_module("act", nn.ReLU())
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
model.add_module("fc2", nn.Linear(6, 1))

loss = model(torch.randn(4, 3)).abs().mean()
loss.backward()
optimizer.step()
