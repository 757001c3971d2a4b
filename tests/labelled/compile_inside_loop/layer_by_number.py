# mistake: compile-inside-loop
# line: 11
# proof: fact("compile", 8)

import torch
from torch import nn

layers = [nn.Linear(4, 4) for _ in range(10)]
h = torch.randn(2, 4)
for n in range(10):
    block = torch.compile(lambda t: torch.relu(layers[n](t)))
    h = block(h)
