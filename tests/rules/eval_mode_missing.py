import torch
import torch.nn.functional as F
from torch import nn, optim
from torchvision import models


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.fc(x)


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = Net()

    def forward(self, x):
        return self.net(x)


def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def validate(model, loader):
    model.eval()  # want: eval-mode-missing "trains in evaluation mode"
    with torch.no_grad():
        return sum(F.cross_entropy(model(x), y).item() for x, y in loader)


def main(train_loader, test_loader):
    model = Deep()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        train(model, train_loader, optimizer)
        print(validate(model, test_loader))


def fine_tune(train_loader, test_loader):
    model = models.resnet18(num_classes=10)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(10):
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()  # want: eval-mode-missing "`model.train()`"
        with torch.no_grad():
            for x, y in test_loader:
                print(F.cross_entropy(model(x), y))


class Trainer:
    def __init__(self):
        self.net = Net()
        self.optimizer = optim.Adam(self.net.parameters())

    def fit(self, loader, x_test):
        for x, y in loader:
            self.optimizer.zero_grad()
            F.cross_entropy(self.net(x), y).backward()
            self.optimizer.step()
            self.net.eval()  # want: eval-mode-missing "`self.net.eval()`"
            print(self.net(x_test).argmax(1))


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(F.dropout(x, 0.5, training=self.training))


@torch.no_grad()
def accuracy(model, loader):
    hits = 0
    for x, y in loader:
        x = x.to("cpu")
        hits += (model(x).argmax(1) == y).sum().item()  # want: eval-mode-missing "`no_grad()` does not"
    return hits


def trained_then_tested(train_loader, test_loader):
    net = Functional()
    train(net, train_loader, optim.SGD(net.parameters(), lr=0.1))
    print(accuracy(net, test_loader))


def in_every_epoch(train_loader, test_loader):
    net = Net()
    optimizer = optim.Adam(net.parameters())
    for epoch in range(10):
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        for i, batch in enumerate(test_loader):
            with torch.inference_mode():
                out = net(batch["x"])  # want: eval-mode-missing "`net.eval()`"
                print(i, out.argmax(1))


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, train_loader, test_loader):
        for epoch in range(10):
            self.net.train()
            for x, y in train_loader:
                self.optimizer.zero_grad()
                F.cross_entropy(self.net(x), y).backward()
                self.optimizer.step()
            self.net.eval()
            with torch.no_grad():
                for x, y in test_loader:
                    print(F.cross_entropy(self.net(x), y))


def evaluated_at_the_end(loader, test_loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        train(model, loader, optimizer)
    model.eval()
    for x, y in test_loader:
        print(model(x), y)


def mode_by_phase(loaders):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            for x, y in loaders[phase]:
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                if phase == "train":
                    loss.backward()
                    optimizer.step()


def frozen_statistics(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.eval()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def nothing_depends_on_it(loader, test):
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print(model(test))


def unknown_model(model, loader, test, optimizer):
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print(model(test))


def put_back_elsewhere(loader, test):
    from engine import evaluate

    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print(evaluate(model, test))


def put_back_by_mode(loader, test):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        was = model.training
        model.eval()
        print(model(test))
        model.train(was)


def teacher(loader):
    model, teacher = Net(), Net()
    optimizer = optim.Adam(model.parameters())
    for x in loader:
        teacher.eval()
        optimizer.zero_grad()
        F.mse_loss(model(x), teacher(x).detach()).backward()
        optimizer.step()


def monte_carlo(loader, test_loader):
    model = Net()
    train(model, loader, optim.Adam(model.parameters()))
    with torch.no_grad():
        for x, y in test_loader:
            samples = torch.stack([model(x) for _ in range(50)])
            print(samples.std(0))
        for _ in range(50):
            print(model(test_loader))


def gan(loader, noise):
    g, d = Net(), Net()
    opt_g, opt_d = optim.Adam(g.parameters()), optim.Adam(d.parameters())
    for real in loader:
        opt_d.zero_grad()
        (d(g(real).detach()).mean() - d(real).mean()).backward()
        opt_d.step()
        opt_g.zero_grad()
        (-d(g(real)).mean()).backward()
        opt_g.step()
    with torch.no_grad():
        for z in noise:
            print(g(z))


def reinforce(env, states):
    policy = Net()
    optimizer = optim.Adam(policy.parameters())
    for _ in range(10):
        optimizer.zero_grad()
        loss = policy(env.reset()).mean()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for state in states:
                env.step(policy(state).argmax())


def never_trained_here(test_loader):
    model = Net()
    model.load_state_dict(torch.load("net.pt"))
    with torch.no_grad():
        for x, y in test_loader:
            print(model(x), y)


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)


def without_dropout(loader, test_loader):
    model = Plain()
    train(model, loader, optim.Adam(model.parameters()))
    with torch.no_grad():
        for x, y in test_loader:
            print(model(x), y)


def set_elsewhere(loader, test_loader):
    from engine import to_evaluation

    model = Net()
    train(model, loader, optim.Adam(model.parameters()))
    to_evaluation(model)
    with torch.no_grad():
        for x, y in test_loader:
            print(model(x), y)
