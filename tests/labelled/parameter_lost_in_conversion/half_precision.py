# mistake: parameter-lost-in-conversion
# line: 12
# proof: hidden(Temperature(), "t", randn(2, 3))

import torch
from torch import nn


class Temperature(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = nn.Parameter(torch.ones(1)).double()

    def forward(self, logits):
        return logits.double() / self.t
