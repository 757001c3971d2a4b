# mistake: softmax-before-cross-entropy
# line: 10, 18
# proof: fact("probabilities", 1)

import torch
from torch import nn


def build(n):
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, n), nn.Softmax(1))


model = build(3)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(2):
    optimizer.zero_grad()
    loss = criterion(model(torch.randn(5, 4)), torch.randint(0, 3, (5,)))
    loss.backward()
    optimizer.step()
