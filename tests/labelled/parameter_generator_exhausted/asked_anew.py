# clean: parameter-generator-exhausted
# proof: covers(optimizer, model)

import torch
from torch import nn

model = nn.Linear(5, 2)
params = model.parameters()
total = sum(p.numel() for p in params)
params = model.parameters()
optimizer = torch.optim.SGD(params, lr=0.1)
frozen = sum(not p.requires_grad for p in model.parameters())
