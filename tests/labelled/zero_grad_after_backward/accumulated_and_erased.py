# mistake: zero-grad-after-backward
# line: 17
# proof: fact("step_without_gradient", 4)

import torch
from torch import nn

model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss()
accum = 4
data = [(torch.randn(8, 16), torch.randint(0, 4, (8,))) for _ in range(16)]
for i, (xb, yb) in enumerate(data):
    loss = criterion(model(xb), yb) / accum
    loss.backward()
    if (i + 1) % accum == 0:
        optimizer.zero_grad()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
