# mistake: parameter-lost-in-arithmetic
# line: 13
# proof: hidden(Threshold(4), "theta", randn(2, 4))

import torch
import torch.nn as nn


class Threshold(nn.Module):
    def __init__(self, features):
        super(Threshold, self).__init__()
        self.lin = nn.Linear(features, features, bias=False)
        self.theta = -nn.Parameter(torch.ones(features))

    def forward(self, x):
        return torch.relu(self.lin(x) + self.theta)
