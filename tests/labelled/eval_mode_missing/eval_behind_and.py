# clean: eval-mode-missing
# proof: healthy()

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
batches = [(torch.randn(5, 4), torch.randint(0, 2, (5,))) for _ in range(3)]
for x, y in batches:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()

model.training and model.eval()
right = 0
with torch.no_grad():
    for x, y in batches:
        right += (model(x).argmax(1) == y).sum().item()
print(right)
