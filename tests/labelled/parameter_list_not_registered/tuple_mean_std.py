# mistake: parameter-list-not-registered
# line: 14
# proof: hidden(GaussianPolicy(), "theta.1", randn(4, 3))

import torch
import torch.nn as nn
from torch.distributions import Normal


class GaussianPolicy(nn.Module):
    def __init__(self, n_in=3):
        super().__init__()
        self.net = nn.Linear(n_in, 1)
        self.theta = (nn.Parameter(torch.zeros(1)), nn.Parameter(torch.zeros(1)))

    def forward(self, obs):
        shift, log_std = self.theta
        dist = Normal(self.net(obs) + shift, log_std.exp())
        return dist.log_prob(obs.new_zeros(obs.size(0), 1))
