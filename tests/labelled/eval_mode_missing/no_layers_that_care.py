# clean: eval-mode-missing
# proof: healthy()

import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(2):
    optimizer.zero_grad()
    model(torch.randn(4, 3)).pow(2).mean().backward()
    optimizer.step()
with torch.no_grad():
    print(model(torch.randn(4, 3)).mean())
