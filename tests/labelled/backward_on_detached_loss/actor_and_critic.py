# clean: backward-on-detached-loss
# proof: healthy()

import torch
from torch import nn

actor, critic = nn.Linear(3, 2), nn.Linear(3, 1)
opt_a = torch.optim.Adam(actor.parameters())
opt_c = torch.optim.Adam(critic.parameters())
for _ in range(2):
    s, r = torch.randn(6, 3), torch.randn(6, 1)
    dist = torch.distributions.Categorical(logits=actor(s))
    act = dist.sample()
    v = critic(s)
    adv = (r - v).detach()
    actor_loss = -(dist.log_prob(act).unsqueeze(1) * adv).mean()
    critic_loss = (r - v).pow(2).mean()
    opt_a.zero_grad()
    opt_c.zero_grad()
    (actor_loss + critic_loss).backward()
    opt_a.step()
    opt_c.step()
    print(actor_loss.item(), critic_loss.item())
