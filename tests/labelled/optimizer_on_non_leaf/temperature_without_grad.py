# mistake: optimizer-on-non-leaf
# line: 14
# proof: holds(not any(p.requires_grad for p in Agent(nn.Linear(2, 1)).alpha_opt.param_groups[0]["params"]))

import torch
from torch import nn


class Agent:
    def __init__(self, policy, lr=3e-4):
        self.policy = policy
        self.opt = torch.optim.Adam(policy.parameters(), lr=lr)
        self.log_alpha = torch.zeros(1)
        self.alpha_opt = torch.optim.Adam([self.log_alpha], lr=lr)

    def update(self, state, entropy):
        loss = self.policy(state).mean() * self.log_alpha.exp() - entropy
        self.opt.zero_grad()
        self.alpha_opt.zero_grad()
        loss.backward()
        self.opt.step()
        self.alpha_opt.step()
