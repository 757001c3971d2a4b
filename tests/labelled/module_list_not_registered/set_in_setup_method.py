# mistake: module-list-not-registered
# line: 21
# proof: hidden(Critic(3), "q_nets.0", randn(2, 3))

import torch
import torch.nn as nn


class Base(nn.Module):
    def __init__(self, obs):
        super().__init__()
        self.obs = obs
        self.build()

    def build(self):
        raise NotImplementedError


class Critic(Base):
    def build(self):
        self.q_nets = [self.make_q() for _ in range(2)]

    def make_q(self):
        return nn.Sequential(nn.Linear(self.obs, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return torch.min(self.q_nets[0](x), self.q_nets[1](x))
