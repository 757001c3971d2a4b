# mistake: parameter-lost-in-arithmetic
# line: 15
# proof: hidden(LayerMix(3), "mix", [randn(2, 4), randn(2, 4), randn(2, 4)])

import torch
from torch import nn


class LayerMix(nn.Module):
    """ELMo-like scalar mix."""

    def __init__(self, n_layers: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(1))
        self.mix = torch.softmax(nn.Parameter(torch.zeros(n_layers)), dim=0)

    def forward(self, states):
        out = sum(w * s for w, s in zip(self.mix, states))
        return self.gamma * out
