# clean: missing-call-parens
# proof: healthy()

import torch
from torch import nn

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
step, clear = optimizer.step, optimizer.zero_grad
for _ in range(2):
    clear()
    model(torch.randn(4, 2)).pow(2).mean().backward()
    step()
is_training = model.training
