# clean: trainable-tensor-not-parameter
# proof: holds(w.grad is not None and w.is_leaf)

import torch

x = torch.randn(32, 1)
y = 3 * x + 1
w = torch.randn(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.1

for epoch in range(5):
    loss = ((x * w + b - y) ** 2).mean()
    if w.grad is not None:
        w.grad.zero_()
        b.grad.zero_()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
