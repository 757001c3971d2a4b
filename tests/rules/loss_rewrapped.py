import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.autograd import Variable


def train(model, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss = torch.tensor(loss, requires_grad=True)  # want: loss-rewrapped "`torch.tensor(...)`"
        loss.backward()
        optimizer.step()


class Trainer:
    def __init__(self, net):
        self.net = nn.Sequential(net, nn.Linear(4, 2))
        self.optimizer = optim.Adam(self.net.parameters())

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            loss.requires_grad = True  # want: loss-rewrapped "does not connect"
            loss.backward()
            self.optimizer.step()

    def fit_variable(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = Variable(F.cross_entropy(self.net(x), y), requires_grad=True)  # want: loss-rewrapped "`Variable(...)`"
            loss.backward()
            self.optimizer.step()


net = nn.Linear(4, 1)
opt = optim.SGD(net.parameters(), lr=0.1)
loss_fn = nn.MSELoss()
x, y = torch.randn(16, 4), torch.randn(16, 1)
for epoch in range(100):
    opt.zero_grad()
    output = loss_fn(net(x), y)
    loss = torch.tensor(output.item(), requires_grad=True)  # want: loss-rewrapped "no parameter"
    (loss / 4).backward()
    total = loss_fn(net(x), y)
    total.requires_grad_()  # want: loss-rewrapped "`.requires_grad_()`"
    total.backward()
    opt.step()


def from_numpy(model, batches, optimizer):
    for x, y in batches:
        optimizer.zero_grad()
        predicted = model(x).detach().numpy()
        loss = torch.tensor(np.linalg.norm(predicted - y), requires_grad=True)  # want: loss-rewrapped "starts a new graph"
        loss.backward()
        optimizer.step()


def losses_in_a_list(batches):
    net = nn.Linear(3, 1)
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    for xs in batches:
        optimizer.zero_grad()
        losses = [net(x).pow(2).mean() for x in xs]
        total = torch.tensor(losses, requires_grad=True).sum()  # want: loss-rewrapped "`torch.stack(...)`"
        total.backward()
        optimizer.step()


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            loss.backward()
            self.optimizer.step()


def nothing_to_learn(model, batches, optimizer, weight):
    for x, y in batches:
        loss = F.cross_entropy(model(x), y) if len(x) else torch.tensor(0.0, requires_grad=True)
        if not torch.isfinite(loss):
            loss = torch.tensor(weight, requires_grad=True)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def dummy():
    loss = torch.tensor(1.0, requires_grad=True)
    loss.backward()
    other = torch.rand(1)
    other.requires_grad_()
    other.backward()
    return Variable(torch.zeros(1), requires_grad=True)


def attacked(model, images, labels, epsilon):
    images.requires_grad = True
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    images = images + epsilon * images.grad.sign()
    images = images.detach().requires_grad_(True)
    F.cross_entropy(model(images), labels).backward()


def split(first, second, x, y):
    out = first(x)
    start = torch.tensor(out.detach(), requires_grad=True)
    loss = F.cross_entropy(second(start), y)
    loss.backward()
    out.backward(start.grad)


def logged(model, loader, optimizer):
    history = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(torch.tensor(loss.item()))
        saved = torch.tensor(loss.item(), requires_grad=True)
    return torch.stack(history), saved


def optimised_input(model, target):
    x = torch.zeros(1, 4, requires_grad=True)
    optimizer = optim.Adam([x])
    for _ in range(10):
        optimizer.zero_grad()
        F.mse_loss(model(x), target).backward()
        optimizer.step()


def coefficient(loss):
    log_alpha = torch.tensor(0.0, requires_grad=True)
    alpha_loss = -log_alpha * loss.detach()
    alpha_loss.backward()


def losses_stacked(batches):
    net = nn.Linear(3, 1)
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    for xs in batches:
        optimizer.zero_grad()
        losses = [net(x).pow(2).mean() for x in xs]
        torch.stack(losses).sum().backward()
        optimizer.step()
        print(torch.tensor(losses).mean())
