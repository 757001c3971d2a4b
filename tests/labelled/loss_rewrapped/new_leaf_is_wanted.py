# clean: loss-rewrapped
# proof: holds(x.grad is not None)

import torch
from torch import nn

model = nn.Linear(4, 2)
x = torch.randn(1, 4)
x.requires_grad = True
score = model(x).max()
score.backward()
saliency = x.grad.abs().squeeze()
start = torch.tensor(saliency.mean().item(), requires_grad=True)
(start * 2).backward()
