# mistake: optimizer-built-too-early
# line: 23
# proof: misses(t.optimizer, t.model)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)
        self.head = nn.Linear(4, 10)

    def forward(self, x):
        return self.head(self.body(x))


class Trainer:
    def __init__(self):
        self.model = Net()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
        self.model.head = nn.Linear(4, 2)

    def fit(self, steps):
        for _ in range(steps):
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.model(torch.randn(5, 4)), torch.randint(0, 2, (5,)))
            loss.backward()
            self.optimizer.step()


t = Trainer()
t.fit(2)
