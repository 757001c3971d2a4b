# mistake: registration-bypassed
# line: 11
# proof: hidden(Probe(), "aux", randn(3, 4))

from torch import nn


class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        object.__setattr__(self, "aux", nn.Linear(4, 4))

    def forward(self, x):
        return self.aux(x)
