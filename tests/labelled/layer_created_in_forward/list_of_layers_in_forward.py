# mistake: layer-created-in-forward
# line: 15
# proof: random_in_eval(M(), randn(2, 4))

import torch
from torch import nn


class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.depth = 3

    def forward(self, x):
        net = nn.Sequential(*[nn.Linear(4, 4) for _ in range(self.depth)])
        return net(x)
