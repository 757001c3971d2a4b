import torch
import torch.nn.functional as F
from torch import nn, optim


def train(model, loader, optimizer, criterion, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        optimizer.step()  # want: missing-backward "`loss.backward()`"
        total += loss.item()
    return total


class Trainer:
    def __init__(self, lr):
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
        self.optimizer = optim.Adam(self.net.parameters(), lr=lr)
        self.loss_fn = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimizer.zero_grad()
        ce = self.loss_fn(self.net(x), y)
        self.optimizer.step()  # want: missing-backward "`ce.backward()`"
        return ce

    def fit(self, loader):
        for epoch in range(3):
            for x, y in loader:
                self.step(x, y)


net = nn.Linear(4, 1)
opt = optim.SGD(net.parameters(), lr=0.1)
scheduler = optim.lr_scheduler.StepLR(opt, 10)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for epoch in range(100):
    loss = F.mse_loss(net(x), y)
    opt.zero_grad()
    opt.step()  # want: missing-backward "has no gradients to apply"
    scheduler.step()
    if epoch % 10 == 0:
        print(f"{epoch}: {loss.item():.3f}")


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.loss_fn(self.net(x), y)
            loss.backward()
            self.optimizer.step()


def backward_in_a_helper(model, loader, optimizer):
    def update(loss):
        loss.backward()

    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        update(loss)
        optimizer.step()


def backward_elsewhere(model, loader, optimizer):
    from engine import compute_loss

    for x, y in loader:
        optimizer.zero_grad()
        loss = compute_loss(model, x, y)
        optimizer.step()
        print(loss)


def accelerated(model, loader, optimizer, accelerator):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        accelerator.backward(loss)
        optimizer.step()


def mixed_precision(model, loader, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()


def second_order(model, x, y):
    optimizer = optim.LBFGS(model.parameters())
    loss_fn = nn.MSELoss()

    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    for _ in range(20):
        loss = optimizer.step(closure)


def own_gradients(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        grads = torch.autograd.grad(loss, list(model.parameters()))
        for p, g in zip(model.parameters(), grads):
            p.grad = g
        optimizer.step()


def evolution(model, optimizer, population):
    for candidate in population:
        optimizer.zero_grad()
        loss = candidate.fitness(model)
        optimizer.step()


def schedule_demo(model):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    for _ in range(10):
        optimizer.zero_grad()
        optimizer.step()
        scheduler.step()


class LightningLike(nn.Module):
    def training_step(self, batch):
        optimizer = self.optimizers()
        for x in batch:
            optimizer.zero_grad()
            loss = self.compute(x).mean()
            self.manual_backward(loss)
            optimizer.step()


def evaluate(model, loader, criterion):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            loss = criterion(model(x), y)
            print(loss)
