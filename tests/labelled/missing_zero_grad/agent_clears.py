# clean: missing-zero-grad
# proof: healthy()
import torch
from torch import nn


class Agent:
    def __init__(self):
        self.q = nn.Linear(4, 2)
        self.opt = torch.optim.Adam(self.q.parameters())
        self.memory = []

    def update(self, s, target):
        loss = nn.functional.mse_loss(self.q(s), target)
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()


agent = Agent()
for _ in range(3):
    agent.update(torch.randn(2, 4), torch.randn(2, 2))
