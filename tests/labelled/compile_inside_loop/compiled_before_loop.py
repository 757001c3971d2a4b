# clean: compile-inside-loop
# proof: fact("compiled_call", 3)

import torch
from torch import nn

net = nn.Linear(4, 4)
fast = torch.compile(net)
for _ in range(3):
    fast(torch.randn(2, 4))
