# clean: shared-layer-by-multiplication
# proof: sound(Recurrent(), randn(2, 4))

import torch
from torch import nn


class Recurrent(nn.Module):
    """Applies one layer again and again, as in ALBERT."""

    def __init__(self, n_steps=3):
        super().__init__()
        self.step = nn.Linear(4, 4)
        self.n_steps = n_steps

    def forward(self, x):
        for _ in range(self.n_steps):
            x = torch.tanh(self.step(x))
        return x
