# clean: parameter-generator-exhausted
# proof: covers(optimizer, model)
# proof: holds(float(norm) > 0)
# proof: healthy()

import torch
import torch.nn as nn

model = nn.Linear(5, 2)
params = list(model.parameters())
print(sum(p.numel() for p in params))
optimizer = torch.optim.SGD(params, lr=0.1)
optimizer.zero_grad()
model(torch.randn(3, 5)).pow(2).mean().backward()
norm = nn.utils.clip_grad_norm_(params, 1.0)
optimizer.step()
