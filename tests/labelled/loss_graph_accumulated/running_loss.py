# mistake: loss-graph-accumulated
# line: 16
# proof: holds(running_loss.grad_fn is not None)

import torch
import torch.nn as nn

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
running_loss = 0.0
for i in range(3):
    optimizer.zero_grad()
    loss = model(torch.randn(5, 4)).pow(2).mean()
    loss.backward()
    optimizer.step()
    running_loss += loss
print(running_loss / 3)
