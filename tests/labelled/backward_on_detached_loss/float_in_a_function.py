# mistake: backward-on-detached-loss
# line: 18
# proof: stops(AttributeError)

import torch
from torch import nn


def compute_loss(model, x, y):
    return float(nn.functional.mse_loss(model(x), y))


model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(2):
    opt.zero_grad()
    loss = compute_loss(model, torch.randn(3, 2), torch.randn(3, 1))
    loss.backward()
    opt.step()
