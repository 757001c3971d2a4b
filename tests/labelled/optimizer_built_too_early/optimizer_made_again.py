# clean: optimizer-built-too-early
# proof: covers(optimizer, model)
# proof: healthy()

import torch
import torch.nn as nn


def fit(model, optimizer, steps=2):
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.randn(6, 4)).pow(2).mean().backward()
        optimizer.step()


model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
fit(model, optimizer)

model[1] = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
fit(model, optimizer)
