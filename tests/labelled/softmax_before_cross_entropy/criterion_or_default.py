# mistake: softmax-before-cross-entropy
# line: 16, 27
# proof: fact("probabilities")
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)
        self.b = nn.Linear(8, 3)

    def forward(self, x):
        return F.softmax(self.b(F.relu(self.a(x))), 1)


class Trainer:
    def __init__(self, net, criterion=None):
        self.net = net
        self.criterion = criterion or nn.CrossEntropyLoss()
        self.opt = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def step(self, x, y):
        self.opt.zero_grad()
        loss = self.criterion(self.net(x), y)
        loss.backward()
        self.opt.step()


Trainer(Net()).step(torch.randn(2, 4), torch.tensor([0, 1]))
