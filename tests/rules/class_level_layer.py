from dataclasses import dataclass
from typing import ClassVar, Optional

import torch
import torch.nn as nn
from torch.nn import Parameter


class Plain(nn.Module):
    fc1 = nn.Linear(8, 16)  # want: class-level-layer "share it"
    act = nn.ReLU()
    fc2 = nn.Linear(16, 2)  # want: class-level-layer "`fc2` stands in the body of `Plain`"

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class WithInit(nn.Module):
    scale = nn.Parameter(torch.ones(8))  # want: class-level-layer "self.scale"
    bias: torch.Tensor = Parameter(torch.zeros(8))  # want: class-level-layer

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x) * self.scale + self.bias


class Stacked(nn.Module):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))  # want: class-level-layer
    embed: nn.Embedding = nn.Embedding(10, 4)  # want: class-level-layer
    layers = [nn.Linear(10, 10) for _ in range(3)]  # want: class-level-layer "nn.ModuleList"
    first, second = nn.Linear(10, 10), nn.Linear(10, 10)  # want: class-level-layer "`first`"; class-level-layer "`second`"

    def forward(self, x):
        x = self.second(self.first(self.net(x)))
        for layer in self.layers:
            x = layer(x)
        return x


class Derived(Plain):
    head = nn.Bilinear(2, 2, 2)  # want: class-level-layer

    def forward(self, x):
        return self.head(x, x)


# --- nothing below is a mistake


class Right(nn.Module):
    fc: nn.Linear
    norm: Optional[nn.Module]
    norm_class = nn.BatchNorm1d
    expansion: ClassVar[int] = 4

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = self.norm_class(8)

    def forward(self, x):
        return self.norm(self.fc(x))


class NothingToTrain(nn.Module):
    act = nn.GELU()
    pool = nn.MaxPool2d(2)
    loss = nn.MSELoss()
    activations = {"relu": nn.ReLU(), "tanh": nn.Tanh()}
    mask = torch.ones(8)

    def forward(self, x):
        return self.loss(self.act(x), x)


class UsedAsDefault(nn.Module):
    shared = nn.Linear(8, 8)
    identity = nn.Linear(8, 8)

    def __init__(self, layer=shared):
        super().__init__()
        self.layer = layer
        self.other = self.identity

    def forward(self, x):
        return self.layer(self.other(x))


class Meant(nn.Module):
    # not registered: every object uses the same frozen features
    features = nn.Linear(8, 8)

    def forward(self, x):
        return self.features(x)


@dataclass(eq=False)  # want: dataclass-module
class Fields(nn.Module):
    fc: nn.Module = nn.Linear(8, 8)

    def __post_init__(self):
        super().__init__()


class NotAModule:
    fc = nn.Linear(8, 8)


def inside_a_function():
    fc = nn.Linear(8, 8)
    return fc(torch.ones(8))
