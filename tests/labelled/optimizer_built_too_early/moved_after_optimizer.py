# clean: optimizer-built-too-early
# proof: covers(optimizer, model)
# proof: healthy()

import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.to(device).double()

for _ in range(3):
    x = torch.randn(8, 4, dtype=torch.float64, device=device)
    loss = model(x).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
