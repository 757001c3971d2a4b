import itertools

import torch
from torch import nn, optim
from torch.optim import Adam


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)

    def configure_optimizers(self):
        return Adam(self.parameters, lr=1e-3)  # want: optimizer-bad-argument "`self.parameters()`"


def train(model, loader):
    model.train()
    optimizer = optim.SGD(model.parameters, lr=0.1)  # want: optimizer-bad-argument
    for x, y in loader:
        optimizer.zero_grad()
        (model(x) - y).pow(2).mean().backward()
        optimizer.step()


a, b = Net(), nn.Linear(2, 2)
both = a.parameters() + b.parameters()  # want: optimizer-bad-argument "list(a.parameters())"
optim.SGD(both, lr=0.1)
w = torch.zeros(3, requires_grad=True)
optim.SGD(a, lr=0.1)  # want: optimizer-bad-argument "is a Module"
optim.SGD(nn.Sequential(a, b), lr=0.1)  # want: optimizer-bad-argument
optim.SGD(params=a.fc.parameters() + b.parameters(), lr=0.1)  # want: optimizer-bad-argument "cannot be added"
optim.SGD(list(a.parameters()) + b.parameters(), lr=0.1)  # want: optimizer-bad-argument "list(b.parameters())"
optim.SGD([a.parameters(), b.parameters()], lr=0.1)  # want: optimizer-bad-argument "Unpack"
optim.SGD([a, b], lr=0.1)  # want: optimizer-bad-argument "[*a.parameters(), ...]"
optim.SGD(a.state_dict(), lr=0.1)  # want: optimizer-bad-argument "without gradients"
optim.SGD(w, lr=0.1)  # want: optimizer-bad-argument "`[w]`"
optim.SGD({"params": a.parameters(), "lr": 0.1})  # want: optimizer-bad-argument "one group"
optim.SGD(a.parameters(), b.parameters(), lr=0.1)  # want: optimizer-bad-argument "learning rate"


class Gan:
    def __init__(self, **settings):
        self.critic = nn.Linear(2, 1)
        self.optimizer = Adam(self.critic.parameters, **settings)  # want: optimizer-bad-argument

    def step(self, x):
        self.critic(x).mean().backward()
        self.optimizer.step()

optim.SGD([{"params": a.parameters}, {"params": b.parameters(), "lr": 1.0}], lr=0.1)  # want: optimizer-bad-argument "`a.parameters()`"
optim.SGD([{"params": a.fc.parameters()}, {"params": b, "lr": 1.0}], lr=0.1)  # want: optimizer-bad-argument "`b.parameters()`"

# --- nothing below is a mistake


class Group(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def __iter__(self):
        return self.parameters()


def configured(config, model, params):
    optim.SGD(config.parameters, lr=0.1)
    optim.SGD(model, lr=0.1)
    optim.SGD(params, lr=0.1)
    return optim.SGD(*config.arguments)


def attribute(holder):
    holder.parameters = [w]
    return Adam(holder.parameters)


optim.SGD(a.parameters(), 0.1)
optim.SGD(a.named_parameters(), lr=0.1)
optim.SGD(list(a.parameters()) + list(b.parameters()), lr=0.1)
optim.SGD([*a.parameters(), *b.parameters()], lr=0.1)
optim.SGD(itertools.chain(a.parameters(), b.parameters()), lr=0.1)
optim.SGD([{"params": a.parameters()}, {"params": b.parameters(), "lr": 1.0}], lr=0.1)
optim.SGD([p for p in a.parameters() if p.requires_grad], lr=0.1)
optim.SGD(filter(lambda p: p.requires_grad, a.parameters()), lr=0.1)
optim.SGD([w, a.fc.weight], lr=0.1)
optim.SGD(nn.ParameterList([nn.Parameter(torch.ones(1))]), lr=0.1)
optim.SGD(Group(), lr=0.1)
optim.SGD(a.parameters(), **{"lr": 0.1})
optim.SGD([{"params": w}, {"params": [a.fc.weight]}, {"params": list(b.parameters())}], lr=0.1)
