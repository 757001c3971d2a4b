# clean: missing-zero-grad
# proof: healthy()

import torch
from torch import nn

results = {}
for lr in (0.1, 0.01, 0.001):
    model = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss = model(torch.ones(4, 3)).pow(2).mean()
    loss.backward()
    optimizer.step()
    results[lr] = model(torch.ones(1, 3)).item()
print(results)
