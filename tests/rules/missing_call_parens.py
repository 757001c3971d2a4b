import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)

    def fit(self, loader, optimizer):
        self.train  # want: missing-call-parens "`self.train`"
        for x, y in loader:
            loss = nn.functional.cross_entropy(self(x), y)
            optimizer.zero_grad()
            loss.backward  # want: missing-call-parens "no gradient"
            optimizer.step()


def train(model, loader, criterion, optimizer):
    model.train  # want: missing-call-parens "the mode does not change"
    for x, y in loader:
        optimizer.zero_grad  # want: missing-call-parens "old gradients stay"
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step  # want: missing-call-parens "`optimizer.step()`"


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer

    def one_epoch(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            (self.model(x) - y).pow(2).mean().backward  # want: missing-call-parens "`.backward`"
            self.optimizer.step  # want: missing-call-parens "`self.optimizer.step`"

    @torch.no_grad()
    def evaluate(self, loader):
        self.model.eval  # want: missing-call-parens "training mode"
        return sum((self.model(x) - y).abs().sum().item() for x, y in loader)


model = Net()
model.cuda  # want: missing-call-parens "nothing happens"
opt = torch.optim.Adam(model.parameters())
scheduler = StepLR(opt, 10)
plateau = ReduceLROnPlateau(opt)
for epoch in range(3):
    model(torch.randn(1, 4)).sum().backward()
    opt.step(); opt.zero_grad  # want: missing-call-parens
    scheduler.step  # want: missing-call-parens "nothing is updated"
    plateau.step  # want: missing-call-parens "plateau.step(val_loss)"

# --- nothing below is a mistake


class Config:
    def __init__(self, model):
        self.step = 0
        self.model = model

    def show(self):
        self.model.config
        self.step += 1
        return self.step


net = Net()
net.eval()
net.fc
net.training
step = opt.step
callbacks = [opt.step, opt.zero_grad]
for callback in callbacks:
    callback()
"""A docstring in the middle."""
torch.cuda.synchronize
