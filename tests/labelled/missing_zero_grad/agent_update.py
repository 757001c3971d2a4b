# mistake: missing-zero-grad
# line: 16, 17
# proof: fact("stale_gradient")
import torch
from torch import nn


class Agent:
    def __init__(self):
        self.q = nn.Linear(4, 2)
        self.optimizer = torch.optim.Adam(self.q.parameters())

    def update(self, s, a, target):
        q = self.q(s).gather(1, a)
        loss = nn.functional.smooth_l1_loss(q, target)
        loss.backward()
        self.optimizer.step()
        return loss.item()


agent = Agent()
for _ in range(3):
    agent.update(torch.randn(2, 4), torch.zeros(2, 1, dtype=torch.long), torch.randn(2, 1))
