# clean: compile-result-unused
# proof: fact("compiled_call", 2)

import torch
from torch import nn

model = nn.Linear(4, 1)
model = torch.compile(model)
model(torch.randn(3, 4))


@torch.compile
def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / 1.41421))


gelu(torch.randn(3))
