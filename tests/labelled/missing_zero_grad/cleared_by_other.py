# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn

body, head = nn.Linear(3, 4), nn.Linear(4, 1)
model = nn.Sequential(body, nn.ReLU(), head)
opt_all = torch.optim.SGD(model.parameters(), lr=0.1)
opt_head = torch.optim.Adam(head.parameters(), lr=0.01)
for step, x in enumerate(torch.randn(4, 5, 3)):
    opt_all.zero_grad()
    loss = model(x).pow(2).mean()
    loss.backward()
    if step < 2:
        opt_head.step()
    else:
        opt_all.step()
