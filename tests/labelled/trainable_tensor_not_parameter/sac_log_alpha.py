# clean: trainable-tensor-not-parameter
# proof: healthy()

import torch
import torch.nn as nn
import torch.optim as optim


class SAC:
    def __init__(self, obs_dim=3, act_dim=1, lr=1e-3):
        self.actor = nn.Linear(obs_dim, act_dim)
        self.target_entropy = -float(act_dim)
        self.log_alpha = torch.zeros(1, requires_grad=True)
        self.alpha_optim = optim.Adam([self.log_alpha], lr=lr)
        self.actor_optim = optim.Adam(self.actor.parameters(), lr=lr)

    def update(self, obs):
        action = self.actor(obs)
        actor_loss = action.pow(2).mean()
        self.actor_optim.zero_grad()
        actor_loss.backward()
        self.actor_optim.step()

        alpha_loss = -(self.log_alpha * (action.detach() + self.target_entropy)).mean()
        self.alpha_optim.zero_grad()
        alpha_loss.backward()
        self.alpha_optim.step()


SAC().update(torch.randn(8, 3))
