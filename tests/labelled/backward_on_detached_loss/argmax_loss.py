# mistake: backward-on-detached-loss
# line: 13, 16
# proof: raises(RuntimeError, lambda: train(nn.Linear(3, 2)), "does not require grad")

import torch
import torch.nn as nn


def train(model):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(6, 3), torch.randint(0, 2, (6,))
    for _ in range(3):
        pred = model(x).argmax(dim=1)
        loss = (pred != y).float().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
