from __future__ import annotations

import functools
from functools import partial

import torch
import torch.nn as nn
import torch.nn.functional as F


class InALambda(nn.Module):
    def __init__(self):
        super().__init__()
        fc = nn.Linear(8, 8)
        self.block = lambda x: F.relu(fc(x))  # want: layer-in-closure "`self.block` keeps a layer"

    def forward(self, x):
        return self.block(x)


class InANestedFunction(nn.Module):
    def __init__(self, width):
        super().__init__()
        layers = [nn.Linear(width, width) for _ in range(3)]
        scale = nn.Parameter(torch.ones(width))

        def run(x):
            for layer in layers:
                x = torch.relu(layer(x))
            return x

        def scaled(x):
            return x * scale

        self.run = run  # want: layer-in-closure "`self.run`"
        self.scaled = scaled  # want: layer-in-closure

    def forward(self, x):
        return self.scaled(self.run(x))


def apply_both(first, second, x):
    return second(first(x))


class InAPartial(nn.Module):
    def __init__(self):
        super().__init__()
        first, second = nn.Linear(8, 8), nn.Linear(8, 8)
        self.both = partial(apply_both, first, second)  # want: layer-in-closure
        norm = nn.LayerNorm(8)
        self.norm = norm.forward  # want: layer-in-closure
        self.steps = [lambda x: x * 2, functools.partial(norm)]
        gate = nn.Linear(8, 8)
        self.gates = {"on": lambda x: gate(x), "off": lambda x: x}  # want: layer-in-closure

    def forward(self, x):
        return self.norm(self.both(x))


class Forgotten(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        fc2 = nn.Linear(8, 2)  # want: layer-in-closure "Write `self.fc2 = ...`"
        bias: nn.Parameter = nn.Parameter(torch.zeros(2))  # want: layer-in-closure "`bias` is only a variable"

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x))) + self.bias


class Head:
    def __init__(self, width):
        self.fc = nn.Linear(width, 2)

    def __call__(self, x):
        return self.fc(x)


class WithAPlainHelper(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.head = Head(8)  # want: layer-in-closure "class Head(nn.Module):"

    def forward(self, x):
        return self.head(self.body(x))


# --- nothing below is a mistake


class Registered(nn.Module):
    def __init__(self):
        super().__init__()
        fc = nn.Linear(8, 8)
        self.fc = fc
        self.block = lambda x: F.relu(fc(x))
        self.own = lambda x: F.relu(self.fc(x))
        a, b = nn.Linear(8, 8), nn.Linear(8, 8)
        self.net = nn.Sequential(a, b)
        self.both = partial(apply_both, a, b)
        layers = [nn.Linear(8, 8)]
        self.run = lambda x: layers[0](x)
        self.layers = nn.ModuleList(layers)
        head = nn.Linear(8, 8)
        self.add_module("head", head)
        tail = nn.Linear(8, 8)
        setattr(self, "tail", tail)

    def forward(self, x):
        return self.run(self.block(x))


class NothingToTrain(nn.Module):
    def __init__(self):
        super().__init__()
        act = nn.ReLU()
        drop = nn.Dropout(0.1)
        self.act = lambda x: drop(act(x))
        self.scale = partial(torch.mul, 2)

    def forward(self, x):
        return self.scale(self.act(x))


class FromOutside(nn.Module):
    def __init__(self, teacher: nn.Module, model):
        super().__init__()
        self.teach = lambda x: teacher(x)
        self.run = partial(model, train=False)

    def forward(self, x):
        return self.run(self.teach(x))


class MadeForOthers(nn.Module):
    def __init__(self, registry):
        super().__init__()
        fc = nn.Linear(8, 8)
        registry.add(lambda x: fc(x))
        kept = nn.Linear(8, 8)
        registry.keep(kept)
        self.make = lambda: nn.Linear(8, 8)
        self.layer = self.build(8)
        start = nn.Linear(8, 8)
        self.weight = nn.Parameter(start.weight.detach().clone())
        _ = nn.Linear(8, 8)
        # not registered on purpose
        hidden = nn.Linear(8, 8)

    def build(self, width):
        fc = nn.Linear(width, width)
        return fc

    def forward(self, x):
        return self.layer(x) @ self.weight


class CalledInInit(nn.Module):
    def __init__(self):
        super().__init__()
        fc = nn.Linear(8, 8)

        def stacked():
            return nn.Sequential(fc, nn.ReLU())

        self.net = stacked()

    def forward(self, x):
        return self.net(x)


class Careful:
    def __init__(self):
        self.fc = nn.Linear(8, 8)

    def parameters(self):
        return self.fc.parameters()


class Tokenizer:
    def __init__(self):
        self.words = ["a", "b"]
        self.act = nn.ReLU()


class Makes:
    def __init__(self):
        self.fc = nn.Linear(8, 8)


class WithFineHelpers(nn.Module):
    def __init__(self):
        super().__init__()
        self.careful = Careful()
        self.tokenizer = Tokenizer()
        self.made = Makes()
        self.fc = self.made.fc

    def forward(self, x):
        return self.tokenizer.act(self.careful.fc(self.made.fc(x)))


class NotAModule:
    def __init__(self):
        fc = nn.Linear(8, 8)
        self.f = lambda x: fc(x)


class Buffered:
    """Looks at a model that registers its layers itself."""

    def __init__(self, model: Buffering, size):
        self.model = model
        self.size = size

    def take(self):
        return self.model.out.bias * self.size


class Buffering(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2, 2)
        self.sampler = Buffered(self, 3)

    def forward(self, x):
        return self.out(x) + self.sampler.take()
