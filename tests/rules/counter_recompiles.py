import torch
from torch import nn


class Counted(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.step = 0

    def forward(self, x):
        self.step += 1  # want: counter-recompiles "`self.step`"
        return self.fc(x) * 0.9**self.step


class Spelt(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.n = 0

    def forward(self, x):
        if self.training:
            self.n = self.n + 1  # want: counter-recompiles
        return self.fc(x)


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.calls = 0

    def forward(self, x):
        self.count()
        return self.fc(x)

    def count(self):
        self.calls += 1  # want: counter-recompiles


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(Inner(), nn.ReLU())

    def forward(self, x):
        return self.net(x)


model = torch.compile(Counted())
spelt = Spelt()
spelt.compile()


def main():
    outer = Outer().to("cpu")
    outer = torch.compile(outer)
    return outer(model(spelt(torch.randn(2, 8))))


# --- nothing below is a mistake


class NotCompiled(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.step = 0

    def forward(self, x):
        self.step += 1
        return self.fc(x)


class Fine(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.register_buffer("step", torch.zeros((), dtype=torch.long))
        self.decay = 1.0
        self.epoch = 0
        self.width = 8

    def forward(self, x):
        self.step += 1
        self.decay *= 0.9
        width = self.width
        width += 1
        return self.fc(x) * self.decay + self.epoch

    def next_epoch(self):
        self.epoch += 1


fine = torch.compile(Fine())
print(NotCompiled()(fine(torch.randn(2, 8))), main())
