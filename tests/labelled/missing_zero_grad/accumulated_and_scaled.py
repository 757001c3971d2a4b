# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn

model = nn.Linear(4, 1)
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler("cpu", enabled=False)
accum = 2
opt.zero_grad()
for i, x in enumerate(torch.randn(6, 3, 4)):
    with torch.autocast("cpu", enabled=False):
        loss = model(x).pow(2).mean() / accum
    scaler.scale(loss).backward()
    if (i + 1) % accum == 0:
        scaler.unscale_(opt)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(opt)
        scaler.update()
        opt.zero_grad(set_to_none=True)
