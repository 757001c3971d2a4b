import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x)


def double(x):
    return x * 2


def main():
    model = Net()
    torch.compile(model, mode="max-autotune")  # want: compile-result-unused "`model = torch.compile(model)`"
    return model(torch.randn(2, 8))


class Wrapper(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = Net()
        torch.compile(self.net)  # want: compile-result-unused "self.net"

    def forward(self, x):
        return self.net(x)


net = Net()
compiled_net = torch.compile(net)  # want: compile-result-unused "`compiled_net` is never called"
torch.compile(double)  # want: compile-result-unused
for _ in range(3):
    y = net(double(torch.randn(2, 8)))

# --- nothing below is a mistake


class Compiled(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.compile(Net())

    def forward(self, x):
        return self.net(x)


@torch.compile
def fast(x):
    return x * 3


@torch.compile(dynamic=True)
def faster(x):
    return x * 4


def compile_it(model):
    return torch.compile(model)


exported = torch.compile(Net())
first = Net()
second = torch.compile(first)
print(first(torch.randn(2, 8)) - second(torch.randn(2, 8)), compile_it(first), fast(y), faster(y))
first.compile()
models = [torch.compile(Net()) for _ in range(2)]
decorate = torch.compile(fullgraph=True)
