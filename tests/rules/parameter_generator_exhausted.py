import torch
from torch import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)


def train(model, loader):
    params = model.parameters()
    optimizer = optim.SGD(params, lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        (model(x) - y).pow(2).mean().backward()
        nn.utils.clip_grad_norm_(params, 1.0)  # want: parameter-generator-exhausted "it is empty"
        optimizer.step()


def freeze_then_train(model):
    weights = model.parameters()
    for p in weights:
        p.requires_grad_(False)
    return optim.Adam(weights)  # want: parameter-generator-exhausted "the optimizer gets an empty list"


net = Net()
trainable = filter(lambda p: p.requires_grad, net.parameters())
print(sum(p.numel() for p in trainable))
adam = optim.Adam([{"params": trainable}])  # want: parameter-generator-exhausted
named = net.named_parameters()
for epoch in range(3):
    for name, p in named:  # want: parameter-generator-exhausted "in every later round"
        print(name, p.norm())


class Trainer:
    def __init__(self, model):
        self.model = model
        self.params = (p for p in model.parameters() if p.requires_grad)
        self.optimizer = optim.Adam(self.params)

    def step(self, x):
        self.model(x).sum().backward()
        nn.utils.clip_grad_norm_(self.params, 1.0)  # want: parameter-generator-exhausted "`self.params` is a generator"
        self.optimizer.step()

    def restart(self):
        self.optimizer = optim.Adam(self.params)  # want: parameter-generator-exhausted "the optimizer gets an empty list"


def filtered(model):
    some = (p for p in model.parameters() if p.dim() > 1)
    optimizer = optim.SGD(some, lr=0.1)
    model(torch.zeros(2, 4)).sum().backward()
    nn.utils.clip_grad_norm_(some, 1.0)  # want: parameter-generator-exhausted
    optimizer.step()


# --- nothing below is a mistake


class Fine:
    def __init__(self, model, fast):
        params = model.parameters()
        if fast:
            self.optimizer = optim.SGD(params, lr=0.1)
        else:
            self.optimizer = optim.Adam(params)


def early(model, kind):
    params = model.parameters()
    if kind == "sgd":
        return optim.SGD(params, lr=0.1)
    if kind == "adam":
        return optim.Adam(params)
    raise ValueError(kind)


def listed(model, loader):
    params = list(model.parameters())
    optimizer = optim.SGD(params, lr=0.1)
    for x in loader:
        optimizer.zero_grad()
        model(x).sum().backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()


def anew(model, loader):
    for x in loader:
        params = model.parameters()
        for p in params:
            p.data.clamp_(-1, 1)
    params = model.parameters()
    print(sum(p.numel() for p in params))
    params = model.parameters()
    return optim.Adam(params)


def first_only(model, loader):
    params = model.parameters()
    for x in loader:
        print([p.shape for p in params])
        break


params = net.parameters()
for p in params:
    print(p.shape)
print(params)


class Renewed:
    def __init__(self, model):
        self.model = model
        self.params = model.parameters()
        self.listed = [p for p in model.parameters() if p.requires_grad]
        self.later = model.parameters()
        self.optimizer = optim.Adam(self.params)
        self.other = optim.SGD(self.listed, lr=0.1)

    def step(self, x):
        self.params = self.model.parameters()
        nn.utils.clip_grad_norm_(self.params, 1.0)
        nn.utils.clip_grad_norm_(self.listed, 1.0)
        nn.utils.clip_grad_norm_(self.later, 1.0)
