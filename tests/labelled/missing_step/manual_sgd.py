# clean: missing-step
# proof: holds(not torch.equal(before, model.weight))

import torch
from torch import nn

model = nn.Linear(3, 1)
before = model.weight.detach().clone()
lr = 0.1
for _ in range(3):
    loss = (model(torch.randn(5, 3)) - 1).pow(2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= lr * p.grad
