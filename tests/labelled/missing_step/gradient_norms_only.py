# clean: missing-step
# proof: holds(len(norms) == 3)

import torch
from torch import nn

model = nn.Linear(3, 1)
norms = []
for _ in range(3):
    model.zero_grad()
    model(torch.randn(5, 3)).pow(2).mean().backward()
    norms.append(model.weight.grad.norm().item())
