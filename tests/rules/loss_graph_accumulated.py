from collections import deque

import torch
import torch.nn.functional as F
from torch import nn, optim


def train(model, loader, optimizer, criterion):
    running_loss = 0.0
    losses = []
    for i, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        running_loss += loss  # want: loss-graph-accumulated "Add `loss.item()`"
        losses.append(loss)  # want: loss-graph-accumulated "Append `loss.item()`"
        if i % 100 == 99:
            print(running_loss / 100)
            running_loss = 0.0
    return losses


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = optim.Adam(net.parameters())
        self.total = 0
        self.seen = 0

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            ce = F.cross_entropy(self.net(x), y)
            ce.backward()
            self.optimizer.step()
            self.total += ce * x.size(0)  # want: loss-graph-accumulated "`self.total`"
            self.seen += x.size(0)
        return self.total / self.seen


net = nn.Linear(4, 1)
opt = optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
history = []
epoch_loss = torch.zeros(())
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(net(x), y)
    (loss / 4).backward()
    opt.step()
    epoch_loss = epoch_loss + loss  # want: loss-graph-accumulated "`loss.detach()`"
    history.append(loss)  # want: loss-graph-accumulated "`loss.detach()`"
print(epoch_loss.item(), torch.stack(history).mean())


def mixed_precision(model, loader, optimizer, scaler):
    metrics = {"loss": 0.0}
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        metrics["loss"] += loss  # want: loss-graph-accumulated
    return metrics


kept = []


def into_a_list_of_the_module(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        kept.append(loss)  # want: loss-graph-accumulated "`loss.detach()`"


def mean_of_the_kept(total):
    """Needs tensors in the module's list; its `total` is another one than that of other functions."""
    return torch.stack(kept).mean() + torch.exp(total)


def into_its_own_total(model, loader, optimizer):
    total = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss  # want: loss-graph-accumulated "`loss.item()`"
    return total


class Agent:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.criterion = nn.MSELoss()
        self.total = 0

    def learn(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.total += loss  # want: loss-graph-accumulated "self.total"
        self.optimizer.step()


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            loss.backward()
            self.optimizer.step()
            self.total += loss.item() * x.size(0)
            self.seen += x.size(0)


def numbers(model, loader, optimizer):
    total, other, third, losses = 0.0, 0.0, 0.0, []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.detach()
        other += float(loss)
        third += loss.data
        losses.append(loss.item())
        loss = loss.item()
        total += loss
    return total, other, third, losses


def several_losses(model, batches, optimizer):
    for batch in batches:
        optimizer.zero_grad()
        total = 0
        for x, y in batch:
            loss = F.mse_loss(model(x), y)
            total += loss
        total.backward()
        optimizer.step()


def through_time(model, sequence, optimizer):
    loss = 0
    for t, (x, y) in enumerate(sequence):
        loss += F.mse_loss(model(x), y)
        if t % 10 == 9:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss = 0


def kept_on_purpose(model, loader, optimizer):
    total = 0
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward(retain_graph=True)
        total += loss
    optimizer.zero_grad()
    total.backward()
    optimizer.step()


def evaluate(model, loader):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            loss = F.mse_loss(model(x), y)
            total += loss
    return total


def anew(model, loader, optimizer):
    recent = deque(maxlen=10)
    for x, y in loader:
        optimizer.zero_grad()
        parts = []
        total = 0.0
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        parts.append(loss)
        recent.append(loss)
        total += loss
        print(total, parts)


def count(model, loader, optimizer):
    n = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        n += len(x)
        n += 1
    return n


def added_unrecorded(model, loader, optimizer):
    total = mean = torch.tensor(0.0)
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            total += loss
            mean = mean + loss / len(loader)
    return total, mean


class Counting:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.criterion = nn.MSELoss()
        self.total = self.last = 0

    def learn(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.total += loss.item()
        self.last = 0
        self.last += loss
        self.optimizer.step()

    def wait(self, x, y):
        """The sum goes backward, and not its parts."""
        self.total += self.criterion(self.model(x), y)
