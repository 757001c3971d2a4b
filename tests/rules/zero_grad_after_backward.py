import torch
import torch.nn.functional as F
from torch import nn, optim


def train(model, loader, optimizer, criterion):
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()  # want: zero-grad-after-backward "optimizer.step()"
        optimizer.step()


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.opt = optim.Adam(model.parameters(), lr=lr)

    def step(self, x, y):
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        print(loss.item())
        self.opt.zero_grad(set_to_none=True)  # want: zero-grad-after-backward "self.opt.zero_grad()"
        self.opt.step()
        return loss.item()


net = nn.Linear(4, 2)
net_optimizer = optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    loss = net(torch.randn(8, 4)).sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    net.zero_grad()  # want: zero-grad-after-backward "net.zero_grad()"
    net_optimizer.step()
    if epoch % 2 == 0:
        loss = net(torch.randn(8, 4)).sum()
        loss.backward(); net_optimizer.zero_grad(); net_optimizer.step()  # want: zero-grad-after-backward


def in_two_functions(model, loader, optimizer):
    def update():
        optimizer.zero_grad()  # want: zero-grad-after-backward
        optimizer.step()

    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        update()


def erased_what_was_added_up(model, loader, optimizer):
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.zero_grad()  # want: zero-grad-after-backward
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


# --- nothing below is a mistake


def right(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def cleared_behind_the_step(model, loader, optimizer):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def accumulated(model, loader, optimizer):
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()


class Gan:
    def __init__(self, g, d):
        self.g, self.d = g, d
        self.opt_g = optim.Adam(g.parameters())
        self.opt_d = optim.Adam(d.parameters())

    def train(self, loader):
        for real in loader:
            fake = self.g(real)
            d_loss = self.d(fake.detach()).mean() - self.d(real).mean()
            self.opt_d.zero_grad()
            d_loss.backward()
            self.opt_g.zero_grad()
            self.opt_d.step()
            g_loss = -self.d(fake).mean()
            g_loss.backward()
            self.opt_d.zero_grad()
            self.opt_g.step()


def two_losses(model, loader, optimizer):
    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        optimizer.zero_grad()
        F.l1_loss(model(x), y).backward()
        optimizer.step()


def skipped_when_bad(model, loader, optimizer):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()
        if torch.isnan(loss):
            optimizer.zero_grad()
        optimizer.step()


def gradients_put_back(model, loader, optimizer):
    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        saved = [p.grad.clone() for p in model.parameters()]
        optimizer.zero_grad()
        for p, grad in zip(model.parameters(), saved):
            p.grad = grad
        optimizer.step()


def gradients_made_elsewhere(model, loader, optimizer):
    from privacy import noisy_gradients

    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        optimizer.zero_grad()
        noisy_gradients(model)
        optimizer.step()


def other_library(engine, model, loader, optimizer):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward(retain_graph=True)
        optimizer.zero_grad()
        engine.backward(loss)
        optimizer.step()


def sharpness_aware(model, loader, optimizer):
    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        optimizer.first_step(zero_grad=True)
        F.mse_loss(model(x), y).backward()
        optimizer.second_step(zero_grad=True)


def warm_up_before(model, x, y, optimizer):
    F.mse_loss(model(x), y).backward()
    optimizer.zero_grad()
    for _ in range(10):
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad()


def another_backward_behind_the_condition(model, loader, optimizer):
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if i % 2:
            optimizer.zero_grad()
            F.l1_loss(model(x), y).backward()
            optimizer.step()


def one_step_for_the_sum_of_all(model, loader, optimizers):
    F.mse_loss(model(loader[0]), loader[1]).backward()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad()
