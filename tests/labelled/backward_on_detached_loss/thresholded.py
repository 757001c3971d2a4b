# mistake: backward-on-detached-loss
# line: 14
# proof: stops(RuntimeError)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in [(torch.randn(4, 2), torch.randint(0, 2, (4, 1)).float())]:
    opt.zero_grad()
    pred = (model(x) > 0.5).float()
    loss = nn.functional.l1_loss(pred, y)
    loss.backward()
    opt.step()
