# mistake: freeze-has-no-effect
# line: 10
# proof: holds(all(p.requires_grad for p in model.parameters()))

import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
for param in model.parameters():
    param.require_grad = False
model[2] = nn.Linear(8, 3)
