# mistake: parameter-lost-in-arithmetic
# line: 14
# proof: hidden(Bias(3), "offsets", randn(2, 4))

import torch
from torch import nn


class Bias(nn.Module):
    def __init__(self, n):
        super().__init__()
        fixed = torch.zeros(1)
        # the first category is the reference, so it has no offset of its own
        self.offsets = torch.cat([fixed, nn.Parameter(torch.randn(n))])

    def forward(self, logits):
        return logits + self.offsets
