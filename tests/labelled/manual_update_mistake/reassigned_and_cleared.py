# mistake: manual-update-mistake
# line: 16, 17, 18
# proof: stops(Exception)

import torch

X = torch.randn(20, 3)
Y = X @ torch.tensor([1.0, -2.0, 0.5]) + 0.1
w = torch.zeros(3, requires_grad=True)
b = torch.zeros((), requires_grad=True)
lr = 0.05
for epoch in range(5):
    loss = ((X @ w + b - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - lr * w.grad
        b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
