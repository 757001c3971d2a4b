# mistake: missing-backward
# line: 16
# proof: holds(torch.equal(before, model.weight))

import torch
import torch.nn as nn

model = nn.Linear(3, 2)
before = model.weight.detach().clone()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(20, 3), torch.randint(0, 2, (20,))
for epoch in range(5):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    optimizer.step()
    print(epoch, loss.item())
