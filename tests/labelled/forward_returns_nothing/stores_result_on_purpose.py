# clean: forward-returns-nothing
# proof: holds(probe.seen == 2)

import torch
from torch import nn


class Probe(nn.Module):
    """Counts calls; for side effects only."""

    def __init__(self):
        super().__init__()
        self.seen = 0

    def forward(self, x) -> None:
        self.seen += 1


probe = Probe()
probe(torch.zeros(1))
probe(torch.zeros(1))
