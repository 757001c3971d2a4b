# clean: manual-update-mistake
# proof: holds(w.grad is not None)

import torch

x, y = torch.randn(10, 2), torch.randn(10)
w = torch.zeros(2, requires_grad=True)
inner = (x @ w - y).pow(2).mean()
(grad,) = torch.autograd.grad(inner, w, create_graph=True)
fast = w - 0.1 * grad
outer = (x @ fast - y).pow(2).mean()
outer.backward()
