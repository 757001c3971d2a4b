import copy
from collections import OrderedDict
from typing import List

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import Linear as Lin


def make_blocks(width, count):
    blocks = []
    for _ in range(count):
        blocks.append(nn.Linear(width, width))
    return blocks


def make_net(width, count):
    blocks = [nn.Linear(width, width) for _ in range(count)]
    return nn.Sequential(*blocks)


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return F.relu(self.fc(x))


class Literal(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)]  # want: module-list-not-registered "self.layers"


class Comprehension(nn.Module):
    def __init__(self, n):
        super(Comprehension, self).__init__()
        self.layers = [Block(8) for _ in range(n)]  # want: module-list-not-registered


class Appended(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = []  # want: module-list-not-registered
        for a, b in zip(sizes, sizes[1:]):
            self.layers.append(nn.Linear(a, b))
            self.layers.append(nn.ReLU())


class AppendedLocally(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for size in sizes:
            layers += [Lin(size, size)]
        self.layers = layers  # want: module-list-not-registered


class TupleOfLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = (nn.Linear(2, 2), nn.Linear(2, 2))  # want: module-list-not-registered "plain tuple"
        self.more = tuple(nn.Linear(2, 2) for _ in range(2))  # want: module-list-not-registered
        self.one = nn.Linear(2, 2),  # want: trailing-comma-layer


class DictOfLayers(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.heads = {"a": nn.Linear(2, 2), "b": nn.Linear(2, 3)}  # want: module-list-not-registered "nn.ModuleDict"
        self.named = {name: nn.Linear(2, 2) for name in names}  # want: module-list-not-registered
        self.filled = {}  # want: module-list-not-registered
        for name in names:
            self.filled[name] = nn.Linear(2, 2)
        self.built = dict(a=nn.Linear(2, 2))  # want: module-list-not-registered
        self.ordered = OrderedDict([("a", nn.Linear(2, 2))])  # want: module-list-not-registered


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.grid = [[nn.Linear(2, 2) for _ in range(2)] for _ in range(2)]  # want: module-list-not-registered
        self.pairs = [(nn.Linear(2, 2), nn.ReLU())]  # want: module-list-not-registered
        self.inside = [nn.Sequential(nn.Linear(2, 2), nn.ReLU())]  # want: module-list-not-registered


class FromFunction(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = make_blocks(8, 3)  # want: module-list-not-registered
        self.own = self.build(8)  # want: module-list-not-registered
        self.fine = make_net(8, 3)

    def build(self, width):
        return [nn.Linear(width, width) for _ in range(2)]


class Annotated(nn.Module):
    def __init__(self, layers: list[nn.Module], more: List[Block]):
        super().__init__()
        self.layers = layers  # want: module-list-not-registered
        self.more = more  # want: module-list-not-registered


class Copies(nn.Module):
    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layers = [copy.deepcopy(layer) for _ in range(3)]  # want: module-list-not-registered
        self.first: list = [nn.Linear(2, 2)]  # want: module-list-not-registered
        self.shared = [nn.Linear(2, 2)] * 3  # want: module-list-not-registered


class Conditional(nn.Module):
    def __init__(self, deep):
        super().__init__()
        if deep:
            self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]  # want: module-list-not-registered
        else:
            self.layers = [nn.Linear(2, 2)]  # want: module-list-not-registered


class Later(nn.Module):
    def __init__(self):
        super().__init__()
        self.build()

    def build(self):
        self.layers = [nn.Linear(2, 2)]  # want: module-list-not-registered


class Dropouts(nn.Module):
    def __init__(self):
        super().__init__()
        self.drops = [nn.Dropout(0.1), nn.Dropout(0.2)]  # want: module-list-not-registered "eval()"


class HalfRegistered(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.layers = [self.first, nn.Linear(2, 2)]  # want: module-list-not-registered


# --- nothing below is a mistake


class Registered(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2)])
        self.layers.append(nn.Linear(2, 2))
        parts = []
        for size in sizes:
            parts.append(nn.Linear(size, size))
        self.net = nn.Sequential(*parts)
        self.heads = nn.ModuleDict({"a": nn.Linear(2, 2)})


class WrappedLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = []
        for _ in range(3):
            self.layers.append(nn.Linear(2, 2))
        self.layers = nn.ModuleList(self.layers)


class UnpackedElsewhere(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2), nn.ReLU()]
        self.net = nn.Sequential(*self.layers)


class AddedByName(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(3)]
        for i, layer in enumerate(self.layers):
            self.add_module(f"layer{i}", layer)
        self.heads = {"a": nn.Linear(2, 2)}
        for name, head in self.heads.items():
            setattr(self, name, head)


class NamedOneByOne(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = nn.Linear(2, 2)
        self.layers = [self.a, self.b]
        c = nn.Linear(2, 2)
        self.c = c
        self.order = (c, self.a)


class KeptApart(nn.Module):
    def __init__(self, teacher: nn.Module, vgg):
        super().__init__()
        self.teacher = [teacher]
        self.vgg = [vgg]
        # not registered, so that it is not saved
        self.frozen = [nn.Linear(2, 2)]
        self.hidden = [nn.Linear(2, 2)]  # avoid registering as a submodule


class NothingToTrain(nn.Module):
    def __init__(self):
        super().__init__()
        self.activations = [nn.ReLU(), nn.GELU(), Swish()]
        self.losses = {"ce": nn.CrossEntropyLoss(), "mse": nn.MSELoss()}
        self.kinds = [nn.Linear, nn.ReLU]
        self.plan = [64, "M", 128]
        self.functions = [F.relu, torch.tanh]


class Unknowns(nn.Module):
    def __init__(self, layers, factory):
        super().__init__()
        self.layers = layers
        self.made = [factory(i) for i in range(3)]
        self.given = [nn.Linear(2, 2)]
        register_all(self, self.given)
        self.cache = []

    def forward(self, x):
        self.cache.append(x)
        return x


class OwnBookkeeping(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]

    def parameters(self, recurse=True):
        for layer in self.layers:
            yield from layer.parameters()


class NotAModule:
    def __init__(self):
        self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]


class BranchesMeet(nn.Module):
    def __init__(self, deep):
        super().__init__()
        if deep:
            layers = [nn.Linear(2, 2), nn.Linear(2, 2)]
        else:
            layers = [nn.Linear(2, 2)]
        self.layers = nn.ModuleList(layers)
        if deep:
            self.blocks = [nn.Linear(2, 2)]
        else:
            self.blocks = []
        self.blocks = nn.ModuleList(self.blocks)


class Silenced(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = [nn.Linear(2, 2)]  # torchtutor: ignore[module-list-not-registered]
        self.b = [nn.Linear(2, 2)]  # torchtutor: ignore
        # torchtutor: ignore[module-list-not-registered]
        self.c = [nn.Linear(2, 2)]
        self.d = [  # torchtutor: ignore[module-list-not-registered]
            nn.Linear(2, 2),
        ]
