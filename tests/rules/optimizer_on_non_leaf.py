import torch
from torch import nn, optim


def attack(model, x, device):
    delta = torch.zeros(1, 3, 8, 8, requires_grad=True).to(device)
    optimizer = optim.SGD([delta], lr=0.1)  # want: optimizer-on-non-leaf "`.to()`"
    for _ in range(10):
        optimizer.zero_grad()
        (-model(x + delta).sum()).backward()
        optimizer.step()


def by_hand(x, y):
    w = torch.randn(4, 1)
    b = torch.zeros(1, requires_grad=True)
    optimizer = optim.SGD([w, b], lr=0.1)  # want: optimizer-on-non-leaf "never gets a gradient"
    for _ in range(10):
        optimizer.zero_grad()
        (x @ w + b - y).pow(2).mean().backward()
        optimizer.step()


scaled = torch.randn(3, requires_grad=True) * 0.1
weights = optim.Adam([scaled], lr=0.1)  # want: optimizer-on-non-leaf "non-leaf"
double = nn.Parameter(torch.randn(3)).double()
optim.Adam([double], lr=0.1)  # want: optimizer-on-non-leaf
params = [double, scaled.detach().requires_grad_()]  # want: optimizer-on-non-leaf
optim.Adam(params, lr=0.1)
optim.Adam([torch.randn(3, requires_grad=True).cuda()], lr=0.1)  # want: optimizer-on-non-leaf


class Untrained:
    def __init__(self):
        self.log_alpha = torch.zeros(1)
        self.optimizer = optim.Adam([self.log_alpha])  # want: optimizer-on-non-leaf "does not require grad"

    def update(self, entropy, scale):
        self.optimizer.zero_grad()
        (self.log_alpha * entropy * scale.weight).mean().backward()
        self.optimizer.step()


# --- nothing below is a mistake


class Fitted(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3))


def leaves(x, y, device, train):
    w = torch.randn(4, 1, device=device, requires_grad=True)
    b = torch.zeros(1, device=device).requires_grad_()
    c = torch.zeros(1)
    c.requires_grad = True
    d = torch.randn(3).to(device).requires_grad_(True)
    e = (torch.randn(3) * 0.1).requires_grad_()
    f = torch.zeros(1, requires_grad=train)
    g = torch.zeros(1)
    g.requires_grad_(train)
    h = x.clone().detach().requires_grad_(True)
    i = nn.init.normal_(torch.empty(3, requires_grad=True))
    j = torch.randn(3, requires_grad=True).detach().requires_grad_()
    k = nn.Parameter(torch.randn(3).to(device))
    optimizer = optim.SGD([w, b, c, d, e, f, g, h, i, j, k], lr=0.1)
    loss = (x @ w + b - y).pow(2).mean()
    loss.backward()
    optimizer.step()


def own_gradient():
    w = torch.zeros(3)
    w.grad = torch.ones(3)
    optim.SGD([w], lr=0.1).step()
    torch.zeros(1, requires_grad=True).backward()


def schedule():
    w = torch.zeros(1)
    optimizer = optim.SGD([w], lr=0.1)
    scheduler = optim.lr_scheduler.StepLR(optimizer, 2)
    for _ in range(4):
        optimizer.step()
        scheduler.step()


fitted = Fitted()
optim.SGD([fitted.w, torch.zeros(1)], lr=0.1)
optim.SGD([p for p in fitted.parameters()], lr=0.1)


class Temperature:
    def __init__(self):
        self.log_alpha = torch.zeros(1, requires_grad=True)
        self.other = torch.zeros(1)
        self.other.requires_grad_()
        self.optimizer = optim.Adam([self.log_alpha, self.other])

    def update(self, entropy):
        loss = -(self.log_alpha.exp() * (entropy - self.other).detach()).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
