# clean: optimizer-built-too-early
# proof: covers(optimizer, model.fc)
# proof: healthy()

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.body(x).relu())


model = Model()
for name in ("body", "fc"):
    setattr(model, name, nn.Linear(getattr(model, name).in_features, 8))
model.body.requires_grad_(False)
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.1)
setattr(model, "act", nn.ReLU())
for _ in range(3):
    optimizer.zero_grad()
    model(torch.randn(2, 4)).pow(2).mean().backward()
    optimizer.step()
