# clean: loss-class-called
# proof: healthy()

import torch
from torch import nn

weights = torch.tensor([1.0, 2.0, 0.5])
criterion = nn.CrossEntropyLoss(weights, label_smoothing=0.1)
bce = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(6, 4), torch.randint(0, 3, (6,))
out = model(x)
loss = criterion(out, y) + bce(out[:, :1], (y == 0).float().unsqueeze(1))
loss = loss + nn.MSELoss()(out, torch.zeros(6, 3))
optimizer.zero_grad()
loss.backward()
optimizer.step()
