# clean: module-list-not-registered
# proof: sound(Team({"a": Agent(), "b": Agent()}), randn(2, 4))

import torch
import torch.nn as nn


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return torch.tanh(self.fc(x))


class Team(nn.Module):
    def __init__(self, agents: dict[str, Agent]):
        super().__init__()
        self.agents = agents
        self._parts = nn.ModuleList(agents.values())

    def forward(self, x):
        for agent in self.agents.values():
            x = agent(x)
        return x
