# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(2):
    loss = criterion(model(torch.randn(6, 4)), torch.rand(6, 1).round())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
