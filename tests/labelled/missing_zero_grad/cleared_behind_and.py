# clean: missing-zero-grad
# proof: healthy()
# proof: fact("backward", 6)

import torch
from torch import nn

model = nn.Linear(4, 1)
loss_fn = nn.MSELoss()
opt = torch.optim.SGD(model.parameters(), lr=0.05)
for i, x in enumerate(torch.randn(6, 3, 4)):
    i % 2 == 0 and opt.zero_grad()
    loss = loss_fn(model(x), x.mean(1, keepdim=True)) / 2
    loss.backward()
    if i % 2:
        opt.step()
