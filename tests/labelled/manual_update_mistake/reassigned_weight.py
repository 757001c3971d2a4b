# mistake: manual-update-mistake
# line: 14, 15
# proof: stops(RuntimeError | TypeError | AttributeError)

import torch

x = torch.randn(20, 1)
y = 3 * x
w = torch.randn(1, requires_grad=True)
lr = 0.1
for epoch in range(3):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    w = w - lr * w.grad
    w.grad.zero_()
