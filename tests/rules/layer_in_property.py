import functools
from functools import cached_property

import torch
import torch.nn as nn
from torch.nn import Parameter


class NewEachTime(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width

    @property
    def head(self):
        return nn.Linear(self.width, 2)  # want: layer-in-property "Every use of `self.head`"

    @property
    def net(self):
        first = nn.Linear(8, 8)
        return nn.Sequential(first, nn.ReLU(), nn.Linear(8, 2))  # want: layer-in-property

    def forward(self, x):
        return self.head(x) + self.net(x)


class NewParameter(nn.Module):
    @property
    def scale(self):
        return Parameter(torch.ones(8))  # want: layer-in-property

    @property
    def temperature(self):
        temperature = nn.Parameter(torch.zeros(1))  # want: layer-in-property "`self.temperature`"
        return temperature.exp()

    def forward(self, x):
        return x * self.scale / self.temperature


class Cached(nn.Module):
    @cached_property
    def head(self):
        return nn.Linear(8, 2)  # want: layer-in-property "`cached_property` keeps"

    @functools.cached_property
    def layers(self) -> list:
        return [nn.Linear(8, 8), nn.ReLU()]  # want: layer-in-property

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


# --- nothing below is a mistake


class Existing(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleList([nn.Linear(8, 2)])
        self.body = nn.Linear(8, 8)
        self._made = None

    @property
    def head(self):
        return self.heads[0]

    @property
    def whole(self):
        return nn.Sequential(self.body, nn.ReLU(), self.head)

    @property
    def weight(self):
        return self.body.weight * 2

    @property
    def made(self):
        if self._made is None:
            self._made = nn.Linear(8, 8)
        return self._made

    def forward(self, x):
        return self.whole(x)


class NothingToTrain(nn.Module):
    @property
    def act(self):
        return nn.ReLU()

    @cached_property
    def loss(self):
        return nn.CrossEntropyLoss()

    @property
    def width(self):
        return nn.Linear(8, 8).in_features

    def forward(self, x):
        return self.act(x)


class Factory(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = self.make_head()

    def make_head(self):
        return nn.Linear(8, 2)

    @staticmethod
    def default():
        return nn.Linear(8, 2)

    def forward(self, x):
        return self.head(x)


class NotAModule:
    @property
    def head(self):
        return nn.Linear(8, 2)
