# mistake: optimizer-built-too-early
# line: 25
# proof: misses((t := Trainer(Net(), 3)).optimizer, t.model)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n_out=2):
        super().__init__()
        self.body = nn.Linear(8, 16)
        self.head = nn.Linear(16, n_out)

    def forward(self, x):
        return self.head(torch.relu(self.body(x)))


class Trainer:
    def __init__(self, model: Net, n_classes: int, lr: float = 1e-2):
        self.model = model
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.criterion = nn.CrossEntropyLoss()
        if n_classes != 2:
            self.model.head = nn.Linear(16, n_classes)

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()
