# clean: eval-mode-missing
# proof: fact("training_without_grad", 1)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 1))
opt = torch.optim.Adam(model.parameters())
for x in torch.randn(4, 8, 2):
    opt.zero_grad()
    model(x).pow(2).mean().backward()
    opt.step()

grid = torch.linspace(-1, 1, 10).repeat(2, 1).T
with torch.no_grad():
    draws = torch.stack([model(grid) for _ in range(30)])
mean, std = draws.mean(0), draws.std(0)
