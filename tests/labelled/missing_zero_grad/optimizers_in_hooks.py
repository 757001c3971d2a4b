# clean: missing-zero-grad
# proof: holds(all(p.grad is None for p in model.parameters()))

import torch
from torch import nn

model = nn.Linear(4, 2)
opts = {p: torch.optim.SGD([p], lr=0.1) for p in model.parameters()}

def on_grad(p):
    opts[p].step()
    opts[p].zero_grad()

for p in model.parameters():
    p.register_post_accumulate_grad_hook(on_grad)
for _ in range(3):
    model(torch.randn(2, 4)).pow(2).mean().backward()
