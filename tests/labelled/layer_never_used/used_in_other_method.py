# clean: layer-never-used
# proof: sound(ActorCritic(), randn(2, 4))

from torch import nn


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor = nn.Linear(4, 2)
        self.critic = nn.Linear(4, 1)

    def act(self, obs):
        return self.actor(obs).softmax(-1)

    def evaluate(self, obs):
        return self.critic(obs)

    def forward(self, obs):
        return self.act(obs), self.evaluate(obs)
