# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn

model = nn.Linear(3, 1)
x, y = torch.randn(10, 3), torch.randn(10, 1)
optimizer = torch.optim.LBFGS(model.parameters(), max_iter=3)

for _ in range(3):
    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        return loss

    optimizer.step(closure)
