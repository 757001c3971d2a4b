# clean: backward-on-detached-loss
# proof: healthy()
# proof: covers(agent.optimizer, agent.policy)

import copy
import random
from collections import deque

import torch
import torch.nn as nn


class QNetwork(nn.Module):
    def __init__(self, n_obs, n_actions):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_obs, 16), nn.ReLU(), nn.Linear(16, n_actions))

    def forward(self, x):
        return self.layers(x)


class Agent:
    def __init__(self, n_obs=3, n_actions=2, gamma=0.9):
        self.policy = QNetwork(n_obs, n_actions)
        self.target = copy.deepcopy(self.policy)
        self.target.eval()
        self.gamma = gamma
        self.memory = deque(maxlen=100)
        self.optimizer = torch.optim.AdamW(self.policy.parameters(), lr=1e-3, amsgrad=True)

    @torch.no_grad()
    def act(self, state, eps=0.1):
        if random.random() < eps:
            return random.randrange(2)
        return self.policy(state).argmax().item()

    def learn(self, batch_size=4):
        if len(self.memory) < batch_size:
            return None
        batch = random.sample(self.memory, batch_size)
        state, action, reward, following = map(torch.stack, zip(*batch))
        q = self.policy(state).gather(1, action.unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            best = self.target(following).max(1).values
        expected = reward + self.gamma * best
        loss = nn.functional.smooth_l1_loss(q, expected)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(self.policy.parameters(), 100)
        self.optimizer.step()
        return loss.item()

    def update_target(self, tau=0.01):
        source = self.policy.state_dict()
        merged = {k: tau * source[k] + (1 - tau) * v for k, v in self.target.state_dict().items()}
        self.target.load_state_dict(merged)


agent = Agent()
state = torch.randn(3)
for step in range(8):
    action = agent.act(state)
    following = torch.randn(3)
    agent.memory.append((state, torch.tensor(action), torch.tensor(1.0), following))
    state = following
    agent.learn()
    agent.update_target()
