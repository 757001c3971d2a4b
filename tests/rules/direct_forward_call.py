import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 4)
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(2)])

    def forward(self, x):
        x = self.encoder.forward(x)  # want: direct-forward-call "`self.encoder(...)`"
        for layer in self.layers:
            x = x + layer(x)
        return x


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        loss = (model.forward(x) - y).pow(2).mean()  # want: direct-forward-call "skips the hooks"
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


net = Net()
x = torch.randn(2, 4)
print(net.forward(x))  # want: direct-forward-call
print(nn.Sequential(net, nn.ReLU()).forward(x))  # want: direct-forward-call

# --- nothing below is a mistake


class Child(Net):
    def forward(self, x):
        return super().forward(x) + Net.forward(self, x)

    def predict(self, x):
        return self.forward(x).argmax(1)


class Wrapper(nn.Module):
    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, *args, **kwargs):
        return self.module.forward(*args, **kwargs)


class Called(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        return self.fc(x)


class Linear:
    def forward(self, x):
        return x


class Message:
    def send(self, mail, player):
        mail.forward(self)
        player.train()
        return player.position


called = Called()
called.forward(x)
by_hand = Linear()
by_hand.forward(x)
net(x)
function = net.forward
