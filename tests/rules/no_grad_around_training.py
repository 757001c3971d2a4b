import torch
import torch.nn.functional as F
from torch import nn, optim


@torch.no_grad()
def train(model, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()  # want: no-grad-around-training "`torch.no_grad`"
        optimizer.step()


class Unrecorded(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 1)

    @torch.inference_mode()
    def forward(self, x):
        return self.fc(x)


class Trainer:
    def __init__(self, net):
        self.net = nn.Sequential(net, nn.Linear(4, 2))
        self.optimizer = optim.Adam(self.net.parameters())

    def fit(self, loader):
        with torch.no_grad():
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = F.cross_entropy(self.net(x), y)
                loss.backward()  # want: no-grad-around-training
                self.optimizer.step()


net = Unrecorded()
opt = optim.SGD(net.parameters(), lr=0.1)
loss_fn = nn.MSELoss()
x, y = torch.randn(16, 4), torch.randn(16, 1)
for epoch in range(100):
    opt.zero_grad()
    loss = loss_fn(net(x), y)
    loss.backward()  # want: no-grad-around-training "`torch.inference_mode`"
    opt.step()
with torch.set_grad_enabled(False):
    loss = loss_fn(nn.Linear(4, 1)(x), y)
(loss * 2).backward()  # want: no-grad-around-training "`torch.set_grad_enabled`"


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.net(x), y)
            loss.backward()
            self.optimizer.step()
            with torch.no_grad():
                print(F.cross_entropy(self.net(x), y))


def computed_outside(model, x, y):
    loss = F.cross_entropy(model(x), y)
    with torch.no_grad():
        loss.backward()


def frozen_backbone(backbone, loader):
    head = nn.Linear(8, 2)
    optimizer = optim.Adam(head.parameters())
    for x, y in loader:
        with torch.no_grad():
            features = backbone(x)
        optimizer.zero_grad()
        F.cross_entropy(head(features), y).backward()
        optimizer.step()


def temporal_difference(q, q_target, loader, optimizer, gamma):
    for state, action, reward, after in loader:
        with torch.no_grad():
            target = reward + gamma * q_target(after).max(1).values
        loss = F.mse_loss(q(state).gather(1, action).squeeze(1), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def by_phase(model, loaders, optimizer):
    for phase in ["train", "val"]:
        for x, y in loaders[phase]:
            optimizer.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                loss = F.cross_entropy(model(x), y)
                if phase == "train":
                    loss.backward()
                    optimizer.step()


class Sharpness(optim.Optimizer):
    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            loss = closure()
            loss.backward()
        return loss


@torch.no_grad()
def attack(model, x, y, steps):
    for _ in range(steps):
        with torch.enable_grad():
            x.requires_grad_()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
        x += 0.01 * x.grad.sign()


def leaves_need_no_recording():
    with torch.no_grad():
        w = torch.randn(4, requires_grad=True)
        v = torch.zeros(4)
        v.requires_grad_()
    (w * v).sum().backward()
    with torch.inference_mode(False):
        (w * 2).sum().backward()


def mixed_with_a_parameter(net, x, y, weight):
    with torch.no_grad():
        out = net(x)
    F.mse_loss(out * weight, y).backward()
