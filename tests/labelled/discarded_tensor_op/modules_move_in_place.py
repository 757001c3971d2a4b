# clean: discarded-tensor-op
# proof: holds(next(model.parameters()).dtype == torch.float64)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
model.to("cpu")
model.double()
model.cpu()
x = torch.zeros(2, 3)
x.fill_(1.0)
x.requires_grad_()
y = model(x.double())
