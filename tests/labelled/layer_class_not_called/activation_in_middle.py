# mistake: layer-class-not-called
# line: 14
# proof: raises(TypeError, lambda: MLP(4, 2)(torch.zeros(2, 4)), "must be Tensor")

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, n_in: int, n_out: int):
        super().__init__()
        self.first = nn.Linear(n_in, 8)
        self.second = nn.Linear(8, n_out)
        self.act = nn.GELU

    def forward(self, x):
        h = self.act(self.first(x))
        return self.second(h)
