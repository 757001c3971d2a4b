# clean: backward-on-detached-loss
# proof: healthy()

import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
history = []
for epoch in range(2):
    optimizer.zero_grad()
    loss = model(torch.randn(4, 3)).pow(2).mean()
    logged = loss.detach().clone()
    history.append(loss.item())
    loss.backward()
    optimizer.step()
    print(float(logged))
