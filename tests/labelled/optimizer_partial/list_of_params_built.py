# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

enc, dec = nn.Linear(4, 2), nn.Linear(2, 4)
params = []
for m in (enc, dec):
    params += list(m.parameters())
opt = torch.optim.Adam(params)
for _ in range(2):
    x = torch.randn(3, 4)
    opt.zero_grad()
    nn.functional.mse_loss(dec(enc(x)), x).backward()
    opt.step()
