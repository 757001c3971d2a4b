# clean: loss-graph-accumulated
# proof: holds(val.grad_fn is None)

import torch
from torch import nn

model = nn.Linear(4, 1)
val = 0.0
model.eval()
with torch.no_grad():
    for _ in range(3):
        loss = model(torch.randn(5, 4)).pow(2).mean()
        val += loss
print(val)
