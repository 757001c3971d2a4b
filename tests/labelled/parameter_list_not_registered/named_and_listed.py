# clean: parameter-list-not-registered
# proof: sound(Mix(), randn(2, 3), moves=False)

import torch
import torch.nn as nn


class Mix(nn.Module):
    def __init__(self):
        super(Mix, self).__init__()
        self.alpha = nn.Parameter(torch.rand(1))
        self.beta = nn.Parameter(torch.rand(1))
        self.both = [self.alpha, self.beta]

    def forward(self, x):
        a, b = self.both
        return a * x + b * x.pow(2)
