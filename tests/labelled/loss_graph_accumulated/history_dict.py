# mistake: loss-graph-accumulated
# line: 18
# proof: holds(all(l.grad_fn is not None for l in hist["train"]))

import torch
from torch import nn


def train(model, data, epochs):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    history = {"train": [], "epoch": []}
    for epoch in range(epochs):
        for x in data:
            opt.zero_grad()
            loss = model(x).pow(2).mean()
            loss.backward()
            opt.step()
            history["train"].append(loss)
        history["epoch"].append(epoch)
    return history


hist = train(nn.Linear(2, 1), torch.randn(3, 4, 2), 2)
