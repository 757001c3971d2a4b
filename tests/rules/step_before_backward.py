import torch
from torch import nn

model = nn.Linear(4, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(8, 4), torch.randn(8, 1)) for _ in range(3)]

for x, y in batches:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    optimizer.step()  # want: step-before-backward "finds no gradients"
    loss.backward()

for epoch in range(2):
    for x, y in batches:
        loss = criterion(model(x), y)
        optimizer.step()  # want: step-before-backward "iterations before"
        loss.backward()


def train(net, loader, optimizer, criterion, device):
    net.train()
    for inputs, target in loader:
        inputs, target = inputs.to(device), target.to(device)
        optimizer.zero_grad()
        output = net(inputs)
        cost = criterion(output, target)
        optimizer.step()  # want: step-before-backward "cost.backward()"
        cost.backward()
        print(cost.item())


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = nn.functional.mse_loss(self.model(x), y)
            self.optimizer.step()  # want: step-before-backward "self.optimizer.step()"
            loss.backward()


# --- nothing below is a mistake

for x, y in batches:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()

# a rotated loop
criterion(model(x), y).backward()
for x, y in batches:
    optimizer.step()
    optimizer.zero_grad()
    criterion(model(x), y).backward()

other = nn.Linear(4, 1)
second = torch.optim.SGD(other.parameters(), lr=0.1)
for x, y in batches:
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
    second.zero_grad()
    criterion(other(x), y).backward()
    second.step()


class Accumulating:
    def fit(self, net, loader, optimizer, criterion):
        for i, (x, y) in enumerate(loader):
            if i % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
            loss = criterion(net(x), y) / 4
            loss.backward()


def adversarial(net, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        compute_gradients(net, x, y)
        optimizer.step()
        penalty = criterion(net(x), y)
        penalty.backward()


def bayesian(net, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()

        def closure():
            loss = criterion(net(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)
