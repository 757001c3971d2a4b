# mistake: missing-call-parens
# line: 15
# proof: holds(torch.equal(start, model.weight))

import torch
import torch.nn as nn

model = nn.Linear(2, 1)
start = model.weight.detach().clone()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    loss = model(torch.randn(4, 2)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step
