import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import MSELoss


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x, y=None):
        out = self.fc(x)
        if y is None:
            return out
        return nn.BCEWithLogitsLoss(out, y)  # want: loss-class-called "`nn.BCEWithLogitsLoss()(pred, target)`"


def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        pred = model(x)
        loss = nn.CrossEntropyLoss(pred, y)  # want: loss-class-called
        loss.backward()
        optimizer.step()


class Learner:
    def validate(self, loader):
        total = 0.0
        for x, y in loader:
            loss = torch.nn.L1Loss(self.model(x), y)  # want: loss-class-called "`torch.nn.L1Loss`"
            total += loss.item()
        return total


net = Net()
x, y = torch.randn(8, 4), torch.randn(8, 2)
error = MSELoss(net(x), y)  # want: loss-class-called "`MSELoss()(pred, target)`"
print(nn.NLLLoss(F.log_softmax(net(x), dim=1), y.argmax(1)))  # want: loss-class-called

# --- nothing below is a mistake


class Weighted(nn.Module):
    def __init__(self, weight, size_average):
        super().__init__()
        self.loss = nn.CrossEntropyLoss(weight, size_average)
        self.old = nn.NLLLoss(torch.ones(3), False)
        self.fc = nn.Linear(4, 2)

    def forward(self, x, y):
        return self.loss(self.fc(x), y)


def make_loss(weight, size_average):
    return nn.CrossEntropyLoss(weight, size_average)


weights = torch.tensor([0.2, 0.8])
criterion = nn.CrossEntropyLoss(weights, None, -100)
huber = nn.HuberLoss("mean", 0.5)
margin = nn.TripletMarginLoss(1.0, 2)
good = nn.CrossEntropyLoss()(net(x), y)
focal = nn.BCEWithLogitsLoss(weight=torch.ones(2), pos_weight=torch.ones(2))(net(x), y)
function = F.mse_loss(net(x), y)
balanced = nn.CrossEntropyLoss(1 / torch.bincount(torch.tensor([0, 1, 1])))
