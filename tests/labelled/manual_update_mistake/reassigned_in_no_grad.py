# mistake: manual-update-mistake
# line: 11, 13
# proof: stops(RuntimeError | TypeError | AttributeError)

import torch

X, Y = torch.randn(10, 2), torch.randn(10)
weights = torch.zeros(2, requires_grad=True)
for step in range(3):
    error = (X @ weights - Y).pow(2).mean()
    error.backward()
    with torch.no_grad():
        weights = weights - 0.01 * weights.grad
