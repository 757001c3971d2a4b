# clean: class-level-layer
# proof: holds(next(Agent.policy.parameters()).grad is not None)

import torch
import torch.nn as nn


class Agent:
    policy = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)

    @classmethod
    def learn(cls, obs):
        loss = cls.policy(obs).pow(2).mean()
        cls.optimizer.zero_grad()
        loss.backward()
        cls.optimizer.step()


Agent.learn(torch.randn(3, 4))
