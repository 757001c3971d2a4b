# clean: counter-recompiles
# proof: fact("compiled_call", 6)
# proof: raises(AssertionError, lambda: fact("compile", 3))

import torch
from torch import nn


class Warmup(nn.Module):
    """torch makes a float attribute dynamic after the second compilation."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.step = 0.0

    def forward(self, x):
        self.step += 1.0
        return self.fc(x) * (self.step / 100.0)


net = torch.compile(Warmup())
for _ in range(6):
    net(torch.ones(2, 4))
