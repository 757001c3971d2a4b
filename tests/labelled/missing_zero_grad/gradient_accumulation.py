# clean: missing-zero-grad
# proof: healthy()
# proof: fact("backward", 8)

import torch
import torch.nn as nn

model = nn.Linear(4, 2)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters())
accumulation_steps = 4
batches = [(torch.randn(3, 4), torch.randint(0, 2, (3,))) for _ in range(8)]

for i, (x, y) in enumerate(batches):
    loss = criterion(model(x), y) / accumulation_steps
    loss.backward()
    if (i + 1) % accumulation_steps == 0:
        optimizer.step()
        optimizer.zero_grad()
