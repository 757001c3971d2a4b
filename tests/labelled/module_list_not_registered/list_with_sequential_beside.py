# clean: module-list-not-registered
# proof: sound(Critic(), randn(2, 6))

import torch.nn as nn


class Critic(nn.Module):
    def __init__(self, dims=(6, 12, 1)):
        super().__init__()
        self.blocks = []
        for i in range(len(dims) - 1):
            self.blocks.append(nn.Linear(dims[i], dims[i + 1]))
            if i < len(dims) - 2:
                self.blocks.append(nn.ReLU())
        self.net = nn.Sequential(*self.blocks)

    def forward(self, obs):
        return self.net(obs)
