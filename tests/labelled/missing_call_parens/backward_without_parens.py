# mistake: missing-call-parens
# line: 15
# proof: holds(net.weight.grad is None)

import torch
import torch.nn as nn
import torch.optim as optim

net = nn.Linear(2, 1)
optimizer = optim.Adam(net.parameters())
criterion = nn.L1Loss()
for epoch in range(2):
    optimizer.zero_grad()
    loss = criterion(net(torch.ones(3, 2)), torch.zeros(3, 1))
    loss.backward
    optimizer.step()
