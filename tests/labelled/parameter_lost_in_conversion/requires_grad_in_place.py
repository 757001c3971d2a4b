# clean: parameter-lost-in-conversion
# proof: sound(Scale(3), randn(2, 3))

import torch
import torch.nn as nn


class Scale(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fixed = nn.Parameter(torch.ones(n)).requires_grad_(False)
        self.gain = nn.init.normal_(nn.Parameter(torch.empty(n)), std=0.1)

    def forward(self, x):
        return x * self.fixed * self.gain
