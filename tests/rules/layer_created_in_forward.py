import functools

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import Linear

HIDDEN = 32


class CalledAtOnce(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.first = nn.Linear(8, width)

    def forward(self, x):
        x = F.relu(self.first(x))
        x = nn.BatchNorm1d(self.width)(x)  # want: layer-created-in-forward "BatchNorm1d"
        return nn.Linear(HIDDEN, 10)(x)  # want: layer-created-in-forward "Create it once in `__init__`"


class NamedFirst(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 8)

    def forward(self, tokens):
        rnn = nn.LSTM(8, 16, batch_first=True)  # want: layer-created-in-forward "LSTM"
        fc = Linear(16, 2)  # want: layer-created-in-forward
        out, _ = rnn(self.embed(tokens))
        return fc(out[:, -1])


class SizeFromTheInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x = torch.flatten(F.relu(self.conv(x)), 1)
        fc = nn.Linear(x.shape[1], 10).to(x.device)  # want: layer-created-in-forward
        return fc(x)


class InALoop(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.depth = depth

    def forward(self, x):
        for _ in range(self.depth):
            x = F.relu(nn.Linear(8, 8)(x))  # want: layer-created-in-forward
        layers = [nn.Linear(8, 8) for _ in range(3)]  # want: layer-created-in-forward
        for layer in layers:
            x = layer(x)
        return x


class Stacked(nn.Module):
    def forward(self, x):
        net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))  # want: layer-created-in-forward "Sequential"
        return net(x)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x)


class OwnLayer(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        return Block()(x) + self.head(x)  # want: layer-created-in-forward "Block"

    def head(self, x):
        return nn.Linear(8, 8)(x)  # want: layer-created-in-forward "`head`"


def conv_block(x, channels):
    x = nn.Conv2d(channels, channels, 3)(x)  # want: layer-created-in-forward "`conv_block`"
    return F.relu(x)


class ThroughAFunction(nn.Module):
    def forward(self, x):
        return conv_block(conv_block(x, 3), 3)


class Replaced(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x = self.conv(x).flatten(1)
        self.fc = nn.Linear(x.shape[1], 10)  # want: layer-created-in-forward "self.fc"
        return self.fc(x)


# --- nothing below is a mistake


class NothingToTrain(nn.Module):
    def forward(self, x, y):
        x = nn.ReLU()(x)
        x = nn.MaxPool2d(2)(x)
        x = nn.Flatten()(x)
        x = nn.Sequential(nn.ReLU(), nn.Softmax(dim=1))(x)
        x = nn.InstanceNorm2d(3)(x)
        x = nn.LayerNorm(8, elementwise_affine=False)(x)
        criterion = nn.CrossEntropyLoss()
        return criterion(x, y)


class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = float(beta)

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


class OwnWithoutWeights(nn.Module):
    def forward(self, x):
        return Swish(2)(x)


class MadeOnce(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = None
        self.norm = None

    def forward(self, x):
        if self.fc is None:
            self.fc = nn.Linear(x.shape[1], 10)  # want: layer-built-on-first-forward
        self._build(x)
        return self.norm(self.fc(x))

    def _build(self, x):
        if self.norm is not None:
            return
        self.norm = nn.LayerNorm(x.shape[1])


class MadeInTry(nn.Module):
    def forward(self, x):
        try:
            return self.fc(x)
        except AttributeError:
            self.fc = nn.Linear(x.shape[1], 10)
            return self.fc(x)


def once(function):
    made = {}

    @functools.wraps(function)
    def inner(self, *args):
        if self not in made:
            made[self] = function(self, *args)
        return made[self]

    return inner


class Cached(nn.Module):
    @once
    def projector(self, x):
        projector = nn.Linear(x.shape[1], 8)
        return projector.to(x)

    def forward(self, x):
        return self.projector(x)(x)


class FixedKernel(nn.Module):
    def forward(self, x):
        conv = nn.Conv2d(1, 1, 3, bias=False)
        conv.weight.data = torch.ones(1, 1, 3, 3) / 9
        pool = nn.Conv2d(1, 1, 2, bias=False)
        nn.init.constant_(pool.weight, 0.25)
        return pool(conv(x))


class MadeElsewhere(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList()
        self.grow()

    def grow(self):
        self.blocks.append(nn.Linear(8, 8))
        self.last = nn.Linear(8, 8)

    def forward(self, x):
        return self.last(x)


class MadeForOthers(nn.Module):
    def forward(self, x, build, registry):
        layer = build(nn.Linear, 8, 8)
        registry.register(nn.Linear(8, 8))
        return layer(x)


class NotAModule:
    def forward(self, x):
        return nn.Linear(8, 8)(x)


def test_export():
    class Model(nn.Module):
        def forward(self, x):
            return nn.Linear(8, 8)(x)

    return Model()
