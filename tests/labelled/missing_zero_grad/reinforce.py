# mistake: missing-zero-grad
# line: 27, 28
# proof: fact("stale_gradient", 1)

import torch
from torch import nn
from torch.distributions import Categorical

policy = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)


def run_episode(n=5):
    logps, rewards = [], []
    for _ in range(n):
        dist = Categorical(logits=policy(torch.randn(4)))
        a = dist.sample()
        logps.append(dist.log_prob(a))
        rewards.append(float(a))
    return logps, rewards


for episode in range(3):
    logps, rewards = run_episode()
    returns = torch.tensor(rewards).flip(0).cumsum(0).flip(0)
    loss = -(torch.stack(logps) * returns).sum()
    loss.backward()
    optimizer.step()
    print(f"episode {episode} return {sum(rewards)}")
