# clean: optimizer-built-too-early
# proof: covers(optimizer, model)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
head = nn.Linear(4, 2)
model.append(head)
optimizer.add_param_group({"params": head.parameters(), "lr": 0.1})
