# mistake: missing-zero-grad
# line: 19, 22
# proof: fact("stale_gradient", 1)

import torch
from torch import nn

model = nn.Linear(4, 1)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler("cpu", enabled=False)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=3)
data = [(torch.randn(8, 4), torch.randn(8, 1)) for _ in range(3)]

for epoch in range(3):
    for xb, yb in data:
        with torch.autocast("cpu", enabled=False):
            pred = model(xb)
            loss = nn.functional.mse_loss(pred, yb)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
    scheduler.step()
