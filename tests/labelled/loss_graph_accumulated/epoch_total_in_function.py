# mistake: loss-graph-accumulated
# line: 20
# proof: holds(train(nn.Linear(2, 1)).grad_fn is not None)

import torch
import torch.nn as nn


def train(model, n=3):
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    epoch_loss = 0
    model.train()
    for _ in range(n):
        x = torch.randn(4, 2)
        optimizer.zero_grad()
        loss = criterion(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
        epoch_loss = epoch_loss + loss
    return epoch_loss / n
