# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn

a, b = nn.Linear(4, 3), nn.Linear(3, 4)
class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.dec = a, b


opt = torch.optim.Adam(AE().parameters())
for _ in range(2):
    x = torch.randn(5, 4)
    loss = nn.functional.mse_loss(b(a(x)), x)
    opt.zero_grad()
    loss.backward()
    opt.step()
