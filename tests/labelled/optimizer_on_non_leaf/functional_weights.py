# clean: optimizer-on-non-leaf
# proof: holds(all(p.is_leaf for p in flat))

import torch
import torch.nn.functional as F

def init(sizes):
    return [
        (torch.randn(o, i).mul_((2 / i) ** 0.5).requires_grad_(), torch.zeros(o, requires_grad=True))
        for i, o in zip(sizes, sizes[1:])
    ]

def apply(params, x):
    for w, b in params[:-1]:
        x = F.relu(F.linear(x, w, b))
    w, b = params[-1]
    return F.linear(x, w, b)

params = init([4, 16, 1])
flat = [t for pair in params for t in pair]
for _ in range(5):
    x = torch.randn(8, 4)
    loss = apply(params, x).square().mean()
    grads = torch.autograd.grad(loss, flat)
    with torch.no_grad():
        for p, g in zip(flat, grads):
            p -= 0.01 * g
