# mistake: parameter-generator-exhausted
# line: 10, 16
# proof: holds(float(norm) == 0.0)

import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 1))
weights = net.parameters()
optimizer = torch.optim.Adam(weights, lr=0.01)

for i in range(2):
    loss = net(torch.randn(6, 3)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(weights, 1.0)
    optimizer.step()
