# mistake: optimizer-built-too-early
# line: 22
# proof: misses(optimizer, model)
import torch
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)

    def add_head(self, n):
        self.head = nn.Linear(3, n)

    def forward(self, x):
        return self.head(self.a(x))


model = Base()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.add_head(2)
for x, y in [(torch.randn(2, 3), torch.tensor([0, 1]))]:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
