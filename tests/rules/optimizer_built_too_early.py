import torch
import torchvision
from torch import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.body(x)))


def run(model, optimizer, loader):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


def finetune(loader):
    model = torchvision.models.vgg16(weights="DEFAULT")
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    model.classifier[6] = nn.Linear(4096, 2)  # want: optimizer-built-too-early "`model.classifier[6]`"
    run(model, optimizer, loader)


def adapt(model, loader):
    opt = optim.Adam(list(model.parameters()))
    scheduler = optim.lr_scheduler.StepLR(opt, 10)
    model.head = nn.Linear(8, 2)  # want: optimizer-built-too-early "never updates"
    model.add_module("extra", nn.Linear(2, 2))  # want: optimizer-built-too-early
    for x in loader:
        opt.zero_grad()
        model(x).sum().backward()
        opt.step()
        scheduler.step()


net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.1)  # the usual one
net.fc = nn.Linear(8, 2)  # want: optimizer-built-too-early "Build the optimizer after"
run(net, optimizer, [])
other = Net()
sgd = optim.SGD(other.parameters(), lr=0.1)
nn.utils.parametrizations.weight_norm(other.fc)  # want: optimizer-built-too-early "the weight of `other.fc`"
other.load_state_dict(torch.load("net.pt"), assign=True)  # want: optimizer-built-too-early "assign=True"
run(other, sgd, [])


def head_only(loader):
    model = Net()
    optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
    model.fc = nn.Linear(8, 2)  # want: optimizer-built-too-early "`model.fc`"
    run(model, optimizer, loader)


def by_name(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for name in ("query", "value"):
        setattr(model, name, nn.Linear(8, 8))  # want: optimizer-built-too-early "`model` got this layer"
    run(model, optimizer, loader)


def normed_layer_by_layer(loader):
    model = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.Conv1d(4, 1, 3))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for layer in model:
        if isinstance(layer, nn.Conv1d):
            nn.utils.weight_norm(layer)  # want: optimizer-built-too-early "the weight of `layer`"
    for layer in model.modules():
        nn.utils.weight_norm(layer)  # want: optimizer-built-too-early
    run(model, optimizer, loader)


class Adapted:
    def __init__(self, net):
        self.net = net
        self.opt = optim.Adam(self.net.parameters())

    def finetune(self, loader, classes):
        self.net.fc = nn.Linear(8, classes)  # want: optimizer-built-too-early "`self.net.fc`"
        run(self.net, self.opt, loader)


# --- nothing below is a mistake


class Trainer:
    def __init__(self, model, device):
        self.model = model
        self.optimizer = optim.SGD(self.model.parameters(), lr=0.1)
        self.model.to(device)
        self.model.loss = nn.CrossEntropyLoss()
        self.optimizer.step()


def rebuilt(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    run(model, optimizer, loader)
    model.fc = nn.Linear(8, 2)
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    run(model, optimizer, loader)


def grouped(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.fc = nn.Linear(8, 2)
    optimizer.add_param_group({"params": model.fc.parameters()})
    run(model, optimizer, loader)


def given_before(model, loader):
    head = nn.Linear(8, 2)
    optimizer = optim.SGD([*model.parameters(), *head.parameters()], lr=0.1)
    model.fc = head
    run(model, optimizer, loader)


def frozen(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.teacher = Net()
    model.teacher.requires_grad_(False)
    model.other = nn.ReLU()
    run(model, optimizer, loader)


def two(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.critic = Net()
    second = optim.SGD(model.critic.parameters(), lr=0.1)
    run(model, optimizer, loader)
    run(model, second, loader)


def after_training(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    run(model, optimizer, loader)
    model.fc = nn.Linear(8, 2)
    return model


def either(model, loader, tune):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    if tune:
        model.requires_grad_(False)
        model.fc.requires_grad_(True)
    model.double()
    model.load_state_dict(torch.load("net.pt"))
    run(model, optimizer, loader)


def another(model, holder, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    holder.fc = nn.Linear(8, 2)
    run(model, optimizer, loader)


def body_only(loader):
    model = Net()
    optimizer = optim.SGD(model.body.parameters(), lr=0.1)
    model.fc = nn.Linear(8, 2)
    run(model, optimizer, loader)


def head_of_another(loader, model, teacher):
    optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
    teacher.fc = nn.Linear(8, 2)
    setattr(teacher, "extra", nn.Linear(2, 2))
    setattr(model, "act", nn.ReLU())
    run(model, optimizer, loader)


def normed_before(loader):
    model = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.Conv1d(4, 1, 3))
    for layer in model.modules():
        nn.utils.parametrizations.weight_norm(layer)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for layer in Net().modules():
        nn.utils.parametrizations.weight_norm(layer)
    run(model, optimizer, loader)


class AdaptedWell:
    def __init__(self, net):
        self.net = net
        self.renew()
        self.other = optim.SGD(self.net.parameters(), lr=0.1)

    def renew(self):
        self.opt = optim.Adam(self.net.parameters())

    def finetune(self, loader, classes):
        self.net.fc = nn.Linear(8, classes)
        self.renew()
        run(self.net, self.opt, loader)

    def replace(self, classes):
        self.net.fc = nn.Linear(8, classes)

    def grouped(self, loader):
        self.net.fc = nn.Linear(8, 3)
        self.other.add_param_group({"params": self.net.fc.parameters()})
        run(self.net, self.other, loader)
