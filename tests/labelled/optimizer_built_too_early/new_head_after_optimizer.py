# mistake: optimizer-built-too-early
# line: 20, 21
# proof: misses(optimizer, model)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(8, 16), nn.ReLU())
        self.fc = nn.Linear(16, 1000)

    def forward(self, x):
        return self.fc(self.features(x))


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
model.fc = nn.Linear(16, 3)

x, y = torch.randn(12, 8), torch.randint(0, 3, (12,))
for epoch in range(2):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
