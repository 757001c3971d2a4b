import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.autograd import Variable


def train(model, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y).item()
        loss.backward()  # want: backward-on-detached-loss "plain number"
        optimizer.step()


class Trainer:
    def __init__(self, net):
        self.net = nn.Sequential(net, nn.Linear(4, 2))
        self.optimizer = optim.Adam(self.net.parameters())

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            loss = loss.detach()
            loss.backward()  # want: backward-on-detached-loss "`.detach()` cut it off"
            self.optimizer.step()

    def accuracy_as_loss(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            predicted = self.net(x).argmax(dim=1)
            loss = F.mse_loss(predicted.float(), y.float())
            loss.backward()  # want: backward-on-detached-loss "no gradient flows through `argmax()`"
            self.optimizer.step()


net = nn.Linear(4, 1)
opt = optim.SGD(net.parameters(), lr=0.1)
loss_fn = nn.MSELoss()
x, y = torch.randn(16, 4), torch.randn(16, 1)
for epoch in range(100):
    opt.zero_grad()
    loss = float(loss_fn(net(x), y))
    loss.backward()  # want: backward-on-detached-loss "`float()`"
    opt.step()
for epoch in range(100):
    opt.zero_grad()
    out = net(x)
    loss = loss_fn(out.detach(), y)
    loss.backward()  # want: backward-on-detached-loss "`.detach()`"
    loss_fn(net(x), y).data.backward()  # want: backward-on-detached-loss "`.data`"
    loss_fn(net(x), y).detach().cpu().numpy().backward()  # want: backward-on-detached-loss
    opt.step()


def mean_of_numbers(loader, optimizer):
    model, losses = nn.Linear(4, 2), []
    for x, y in loader:
        losses.append(F.mse_loss(model(x), y).item())
    mean = sum(losses) / len(losses)
    mean.backward()  # want: backward-on-detached-loss "plain number"
    optimizer.step()


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            value = loss.item()
            copy = loss.detach()
            loss.backward()
            self.optimizer.step()
            print(value, float(copy))
            loss = loss.item()


def sometimes_a_number(model, loader, optimizer, debug):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        if debug:
            shown = loss.item()
            print(shown)
        loss.backward()
        optimizer.step()


def distilled(student, teacher, loader, optimizer):
    for x in loader:
        optimizer.zero_grad()
        target = teacher(x).detach()
        loss = F.mse_loss(student(x), target)
        loss.backward()
        optimizer.step()


def swapped(q, q_target, loader, optimizer, gamma):
    for state, reward, after in loader:
        target = (reward + gamma * q_target(after).max(1).values).detach()
        loss = F.mse_loss(target, q(state).squeeze())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def with_a_weight(net, weight, x, y):
    loss = F.mse_loss(net(x).detach() * weight, y)
    loss.backward()


def attacked(x, y, steps):
    for _ in range(steps):
        x = net(x).detach()
        x.requires_grad_()
        F.mse_loss(x, y).backward()
        z = net(x).detach().requires_grad_(True)
        F.mse_loss(z, y).backward()
        w = net(x).detach()
        w.requires_grad = True
        F.mse_loss(w, y).backward()


def through_time(rnn, head, sequence, optimizer):
    hidden = None
    for x, y in sequence:
        out, hidden = rnn(x, hidden)
        hidden = hidden.detach()
        loss = F.mse_loss(head(hidden), y) + F.mse_loss(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def frozen_backbone(backbone, loader):
    head = nn.Linear(8, 2)
    optimizer = optim.Adam(head.parameters())
    for x, y in loader:
        features = backbone(x).detach()
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()


def straight_through(net, x, y):
    out = net(x)
    hard = F.one_hot(out.argmax(1), 10).float()
    out = out + (hard - out).detach()
    F.mse_loss(out, y).backward()


def chosen_action(policy, state, reward):
    scores = policy(state)
    action = scores.argmax()
    loss = -torch.log_softmax(scores, -1)[action] * reward
    loss.backward()


def wrapped_again(net, x, y):
    loss = F.mse_loss(net(x).detach(), y)
    loss = Variable(loss, requires_grad=True)  # want: loss-rewrapped
    loss.backward()  # raises nothing: the wrapper is a leaf


def mean_of_losses(model, loader, optimizer):
    losses, numbers = [], []
    for x, y in loader:
        losses.append(F.mse_loss(model(x), y))
        numbers.append(losses[-1].item())
    mean = sum(losses) / len(losses)
    optimizer.zero_grad()
    mean.backward()
    optimizer.step()
    print(sum(numbers) / len(numbers))
