# clean: optimizer-partial
# proof: covers(optimizer, model)
# proof: healthy()

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(torch.relu(self.encoder(x)))


model = Classifier()
model.encoder.requires_grad_(False)
optimizer = torch.optim.Adam(model.head.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()
for _ in range(3):
    optimizer.zero_grad()
    loss = loss_fn(model(torch.randn(8, 4)), torch.randint(0, 2, (8,)))
    loss.backward()
    optimizer.step()
