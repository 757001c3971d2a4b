import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.neck = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
        self.head = nn.Linear(8, 2)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.head(self.neck(self.act(self.body(x))))


def head_only():
    net = Net()
    optimizer = torch.optim.SGD(net.head.parameters(), lr=0.1)  # want: optimizer-partial "`body`, `neck`"
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def two_parts():
    model = Net()
    parts = list(model.head.parameters()) + list(model.neck.parameters())
    optimizer = torch.optim.Adam(parts)  # want: optimizer-partial "`body`"
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def groups():
    net = Net()
    optimizer = torch.optim.SGD(  # want: optimizer-partial "`body`"
        [{"params": net.head.parameters()}, {"params": net.neck.parameters(), "lr": 0.01}], lr=0.1
    )
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def one_of_two():
    encoder, decoder = nn.Linear(6, 2), nn.Linear(2, 6)
    optimizer = torch.optim.Adam(encoder.parameters())
    for _ in range(3):
        x = torch.randn(4, 6)
        loss = (decoder(encoder(x)) - x).pow(2).mean()  # want: optimizer-partial "`decoder`"
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# --- nothing below is a mistake


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.act(x))


def the_rest_has_no_parameters():
    gate = Gate()
    optimizer = torch.optim.SGD(gate.fc.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        gate(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def all_parts():
    net = Net()
    optimizer = torch.optim.SGD(
        [
            {"params": net.head.parameters()},
            {"params": net.neck.parameters()},
            {"params": net.body.parameters()},
        ],
        lr=0.1,
    )
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def two_optimizers():
    net = Net()
    first = torch.optim.SGD(net.head.parameters(), lr=0.1)
    second = torch.optim.Adam([*net.body.parameters(), *net.neck.parameters()])
    for _ in range(3):
        first.zero_grad()
        second.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        first.step()
        second.step()


def only_the_part_is_used():
    net = Net()
    optimizer = torch.optim.SGD(net.head.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        net.head(torch.randn(8, 8)).pow(2).mean().backward()
        optimizer.step()


def whole():
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def unknown(net, wanted):
    optimizer = torch.optim.SGD(wanted, lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        net(torch.randn(8, 4)).pow(2).mean().backward()
        optimizer.step()


def both():
    encoder, decoder = nn.Linear(6, 2), nn.Linear(2, 6)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()])
    for _ in range(3):
        x = torch.randn(4, 6)
        loss = (decoder(encoder(x)) - x).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def one_in_evaluation():
    features, head = nn.Linear(6, 2), nn.Linear(2, 6)
    features.eval()
    optimizer = torch.optim.Adam(head.parameters())
    for _ in range(3):
        x = torch.randn(4, 6)
        loss = (head(features(x)) - x).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def joined():
    first, second = nn.Linear(6, 2), nn.Linear(2, 6)
    whole = nn.Sequential(first, second)
    optimizer = torch.optim.Adam(whole.parameters())
    for _ in range(3):
        x = torch.randn(4, 6)
        loss = (second(first(x)) - x).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
