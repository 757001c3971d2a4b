# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    loss = model(torch.randn(4, 3)).pow(2).mean()
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
