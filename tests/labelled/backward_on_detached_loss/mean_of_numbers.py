# mistake: backward-on-detached-loss
# line: 25
# proof: stops(AttributeError)

import torch
from torch import nn

model = nn.GRU(4, 8, batch_first=True)
head = nn.Linear(8, 1)
opt = torch.optim.Adam([*model.parameters(), *head.parameters()], lr=1e-3)


def seq_loss(x, y):
    out, _ = model(x)
    return nn.functional.mse_loss(head(out[:, -1]), y)


for epoch in range(3):
    losses = []
    for _ in range(4):
        x, y = torch.randn(2, 6, 4), torch.randn(2, 1)
        losses.append(seq_loss(x, y).item())
    mean_loss = sum(losses) / len(losses)
    opt.zero_grad()
    mean_loss.backward()
    opt.step()
