# clean: optimizer-bad-argument
# proof: covers(a, net)
# proof: covers(b, net)

import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 1))
a = torch.optim.AdamW(
    [{"params": net[0].parameters(), "lr": 1e-4}, {"params": net[1].parameters()}], lr=1e-3
)
b = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.1)
