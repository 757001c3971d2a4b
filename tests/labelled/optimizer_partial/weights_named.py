# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

a, b = nn.Linear(4, 3), nn.Linear(3, 4)
opt = torch.optim.Adam(list(a.parameters()) + [b.weight, b.bias])
for _ in range(2):
    x = torch.randn(5, 4)
    loss = nn.functional.mse_loss(b(a(x)), x)
    opt.zero_grad()
    loss.backward()
    opt.step()
