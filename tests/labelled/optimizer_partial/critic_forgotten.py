# mistake: optimizer-partial
# line: 9, 13
# proof: misses(opt, critic)

import torch
from torch import nn

actor, critic = nn.Linear(3, 2), nn.Linear(3, 1)
opt = torch.optim.Adam(actor.parameters(), lr=1e-3)
for step in range(3):
    s = torch.randn(5, 3)
    logp = torch.log_softmax(actor(s), -1)[:, 0]
    value = critic(s).squeeze(-1)
    ret = torch.randn(5)
    loss = -(logp * (ret - value).detach()).mean() + (ret - value).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
