# clean: freeze-has-no-effect
# proof: holds(not any(p.requires_grad for p in model[0].parameters()) and not model[2].bias.requires_grad)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
for p in model[0].parameters():
    p.requires_grad = False
model[2].bias.requires_grad_(False)
x = torch.randn(2, 4)
x.requires_grad = True
frozen = [p for p in model.parameters() if p.requires_grad == False]
