# mistake: softmax-before-cross-entropy
# line: 8, 11
# proof: fact("probabilities", 1)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
criterion = nn.NLLLoss()
x, y = torch.randn(6, 4), torch.randint(0, 3, (6,))
loss = criterion(model(x), y)
loss.backward()
