# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 3)
        self.b = nn.Linear(4, 3)

    def forward(self, x):
        return self.a(x), torch.softmax(self.b(x), dim=1)


model = Two()
ce, mse = nn.CrossEntropyLoss(), nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(2):
    logits, weights = model(torch.randn(6, 4))
    loss = ce(logits, torch.randint(0, 3, (6,))) + mse(weights, torch.full((6, 3), 1 / 3))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
