# clean: missing-step
# proof: healthy()
# proof: fact("step", 4)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
scaler = torch.amp.GradScaler("cpu", enabled=False)
use_amp = True
for x in torch.randn(4, 8, 3):
    optimizer.zero_grad()
    loss = criterion(model(x), x.sum(1, keepdim=True))
    scaler.scale(loss).backward()
    use_amp and scaler.step(optimizer)
    scaler.update()
