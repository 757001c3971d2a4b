# mistake: manual-update-mistake
# line: 12, 13
# proof: stops(RuntimeError, "leaf Variable")

import torch

w = torch.randn(3, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for i in range(3):
    loss = (w.sum() + b - 1).pow(2).sum()
    loss.backward()
    w -= 0.1 * w.grad
    b -= 0.1 * b.grad
    w.grad.zero_()
    b.grad.zero_()
