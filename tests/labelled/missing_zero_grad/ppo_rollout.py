# clean: missing-zero-grad
# proof: fact("step", 2)

import torch
from torch import nn
from torch.distributions import Normal


class Ppo:
    def __init__(self):
        self.pi = nn.Linear(3, 1)
        self.vf = nn.Linear(3, 1)
        self.opt = torch.optim.Adam([{"params": self.pi.parameters()}, {"params": self.vf.parameters(), "lr": 1e-3}])

    @torch.no_grad()
    def rollout(self, n=8):
        s = torch.randn(n, 3)
        d = Normal(self.pi(s), 1.0)
        a = d.sample()
        return s, a, d.log_prob(a), torch.randn(n, 1), self.vf(s)

    def update(self):
        s, a, old, ret, v = self.rollout()
        adv = (ret - v)
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
        for _ in range(2):
            for idx in torch.randperm(8).split(4):
                ratio = (Normal(self.pi(s[idx]), 1.0).log_prob(a[idx]) - old[idx]).exp()
                surr = torch.min(ratio * adv[idx], ratio.clamp(0.8, 1.2) * adv[idx])
                loss = -surr.mean() + 0.5 * (self.vf(s[idx]) - ret[idx]).pow(2).mean()
                self.opt.zero_grad()
                loss.backward()
                self.opt.step()


Ppo().update()
