# mistake: loss-class-called
# line: 13
# proof: stops(RuntimeError, "Boolean value")

import torch
import torch.nn as nn

model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    optimizer.zero_grad()
    outputs = model(torch.randn(6, 4))
    loss = nn.CrossEntropyLoss(outputs, torch.randint(0, 3, (6,)))
    loss.backward()
    optimizer.step()
