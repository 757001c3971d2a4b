# mistake: missing-call-parens
# line: 10
# proof: holds(model.training)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
x = torch.randn(3, 4)
model.eval
with torch.no_grad():
    predictions = model(x).argmax(dim=1)
print(predictions)
