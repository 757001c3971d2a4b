# clean: manual-update-mistake
# proof: holds(w.is_leaf and w.requires_grad and loss.item() < first)

import torch

x = torch.randn(20, 1)
y = 3 * x
w = torch.zeros(1, requires_grad=True)
first = None
for epoch in range(5):
    loss = ((w * x - y) ** 2).mean()
    first = first or loss.item() + 1
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad = None
