# clean: no-grad-around-training
# proof: healthy()

import copy
import random
from collections import deque, namedtuple

import torch
from torch import nn

Step = namedtuple("Step", "s a r s2 done")


class Agent:
    def __init__(self, n_s=3, n_a=2):
        self.q = nn.Sequential(nn.Linear(n_s, 8), nn.ReLU(), nn.Linear(8, n_a))
        self.target = copy.deepcopy(self.q)
        self.opt = torch.optim.Adam(self.q.parameters())
        self.buffer = deque(maxlen=100)
        self.n_a = n_a

    @torch.no_grad()
    def act(self, s, eps=0.1):
        if random.random() < eps:
            return random.randrange(self.n_a)
        return self.q(s).argmax().item()

    def learn(self, n):
        batch = Step(*zip(*random.sample(self.buffer, n)))
        s, s2 = torch.stack(batch.s), torch.stack(batch.s2)
        a, r = torch.tensor(batch.a), torch.tensor(batch.r)
        with torch.no_grad():
            y = r + 0.9 * self.target(s2).max(1).values
        q = self.q(s).gather(1, a[:, None]).squeeze(1)
        loss = nn.functional.smooth_l1_loss(q, y)
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        return loss.item()

    def sync(self):
        self.target.load_state_dict(self.q.state_dict())


agent = Agent()
s = torch.randn(3)
for t in range(8):
    a = agent.act(s)
    s2 = torch.randn(3)
    agent.buffer.append(Step(s, a, 1.0, s2, False))
    s = s2
    if len(agent.buffer) >= 4:
        agent.learn(4)
agent.sync()
