import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR


def at_the_top_of_the_epoch(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = StepLR(optimizer, step_size=30)
    for epoch in range(90):
        scheduler.step()  # want: scheduler-before-optimizer "after the optimizer"
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        print(epoch)


def train_epoch(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


net = nn.Linear(4, 2)
opt = optim.Adam(net.parameters())
lr_scheduler = optim.lr_scheduler.CosineAnnealingLR(opt, T_max=10)
for epoch in range(10):
    lr_scheduler.step()  # want: scheduler-before-optimizer "lr_scheduler.step()"
    train_epoch(net, [], opt)


def in_every_batch(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    one_cycle = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=100)
    scaler = torch.amp.GradScaler()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        one_cycle.step()  # want: scheduler-before-optimizer
        scaler.step(optimizer)
        scaler.update()


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = optim.SGD(model.parameters(), lr=0.1)
        self.scheduler = StepLR(self.optimizer, 10)

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            self.scheduler.step()  # want: scheduler-before-optimizer "self.optimizer.step()"
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for epoch in range(10):
            for x, y in loader:
                self.optimizer.zero_grad()
                F.cross_entropy(self.model(x), y).backward()
                self.optimizer.step()
            self.scheduler.step()


def from_the_second_epoch_on(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = StepLR(optimizer, 30)
    for epoch in range(90):
        if epoch > 0:
            scheduler.step()
        train_epoch(model, loader, optimizer)


def told_the_metric(model, loader, val_loss):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    plateau = ReduceLROnPlateau(optimizer)
    restarts = optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 10)
    for i, (x, y) in enumerate(loader):
        plateau.step(val_loss)
        restarts.step(i / len(loader))
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def another_optimizer(g, d, loader):
    opt_g, opt_d = optim.Adam(g.parameters()), optim.Adam(d.parameters())
    schedule_d = StepLR(opt_d, 10)
    for x in loader:
        opt_d.zero_grad()
        d(x).mean().backward()
        opt_d.step()
        schedule_d.step()
        opt_g.zero_grad()
        d(g(x)).mean().backward()
        opt_g.step()


def stepped_before(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = StepLR(optimizer, 10)
    train_epoch(model, loader, optimizer)
    for epoch in range(10):
        scheduler.step()
        train_epoch(model, loader, optimizer)


class Warmup:
    def __init__(self, optimizer):
        self.optimizer, self.n = optimizer, 0

    def step(self):
        self.n += 1
        for group in self.optimizer.param_groups:
            group["lr"] = min(self.n / 100, 1.0)


def own_scheduler(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = Warmup(optimizer)
    for x, y in loader:
        scheduler.step()
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def stepped_elsewhere(model, loader):
    from engine import train_one_epoch

    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = StepLR(optimizer, 10)
    for epoch in range(10):
        train_one_epoch(model, loader, optimizer)
        scheduler.step()
        train_epoch(model, loader, optimizer)


def diffusion(pipe, model, x, steps):
    for t in steps:
        x = pipe.scheduler.step(model(x, t), t, x).prev_sample
    return x


def plotted(model):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = StepLR(optimizer, 10)
    rates = []
    for _ in range(100):
        scheduler.step()
        rates.append(scheduler.get_last_lr())
    return rates
