# clean: backward-on-detached-loss
# proof: holds(all(p.grad is not None for p in net.parameters()))

import torch
from torch import nn
from torch.func import functional_call

net = nn.Linear(2, 1)
meta = torch.optim.Adam(net.parameters(), lr=1e-3)
for _ in range(3):
    meta.zero_grad()
    outer = 0
    for task in range(2):
        x = torch.randn(4, 2)
        y = x.sum(1, keepdim=True) * (task + 1)
        params = dict(net.named_parameters())
        inner = (functional_call(net, params, (x,)) - y).pow(2).mean()
        grads = torch.autograd.grad(inner, params.values(), create_graph=True)
        fast = {n: p - 0.1 * g for (n, p), g in zip(params.items(), grads)}
        outer = outer + (functional_call(net, fast, (x,)) - y).pow(2).mean()
    outer.backward()
    meta.step()
