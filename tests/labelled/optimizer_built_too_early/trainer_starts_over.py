# mistake: optimizer-built-too-early
# line: 26
# proof: misses(trainer.optimizer, trainer.net)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(4, 3)

    def forward(self, x):
        return self.line(x)


class Trainer:
    def __init__(self, lr):
        self.net, self.lr = Net(), lr

    def train(self, batches):
        criterion = nn.CrossEntropyLoss()
        self.optimizer = optimizer = torch.optim.SGD(self.net.parameters(), lr=self.lr)
        # start from fresh weights
        self.net = Net().to("cpu")
        for x, y in batches:
            loss = criterion(self.net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


trainer = Trainer(0.1)
trainer.train([(torch.randn(4, 4), torch.tensor([0, 2, 1, 1])) for _ in range(2)])
