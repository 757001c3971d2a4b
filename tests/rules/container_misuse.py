from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


class Sequences(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.a = nn.Sequential([nn.Linear(2, 2), nn.ReLU()])  # want: container-misuse "`*`"
        layers = []
        for size in sizes:
            layers.append(nn.Linear(size, size))
        self.b = nn.Sequential(layers)  # want: container-misuse "list"
        self.c = nn.Sequential((nn.Linear(2, 2), nn.ReLU()))  # want: container-misuse "tuple"
        self.d = nn.Sequential(nn.Linear(s, s) for s in sizes)  # want: container-misuse
        self.e = nn.Sequential({"fc": nn.Linear(2, 2)})  # want: container-misuse "OrderedDict"
        self.f = nn.Sequential(nn.Linear(2, 2) if sizes else nn.ReLU(), [nn.ReLU()])  # want: container-misuse


class Functions(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(2, 2), F.relu)  # want: container-misuse "nn.ReLU()"
        self.b = nn.Sequential(nn.Linear(2, 2), torch.tanh)  # want: container-misuse "nn.Tanh()"
        self.c = nn.Sequential(nn.Linear(2, 2), nn.ReLU)  # want: container-misuse "class"
        self.d = nn.Sequential(nn.Linear(2, 2), lambda x: x.flatten(1))  # want: container-misuse "function"
        self.e = nn.Sequential(nn.Linear(2, 2), torch.flatten)  # want: container-misuse "Write a Module"
        self.f = nn.ModuleList([nn.Linear, F.gelu])  # want: container-misuse; container-misuse


class Lists(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.ModuleList([[nn.Linear(2, 2), nn.ReLU()], [nn.Linear(2, 2)]])  # want: container-misuse; container-misuse
        self.b = nn.ModuleList([[nn.Linear(2, 2)] for _ in range(n)])  # want: container-misuse
        self.c = nn.ModuleList(nn.Linear(2, 2), nn.Linear(2, 2))  # want: container-misuse "square brackets"
        self.d = nn.ModuleList(nn.Linear(2, 2))  # want: container-misuse
        self.e = nn.ModuleList(*[nn.Linear(2, 2) for _ in range(n)])  # want: container-misuse "Delete"
        pairs = []
        for _ in range(n):
            pairs.append((nn.Linear(2, 2), nn.ReLU()))
        self.f = nn.ModuleList(pairs)  # want: container-misuse
        self.g = nn.ModuleList()
        self.g.append([nn.Linear(2, 2)])  # want: container-misuse
        self.h = nn.ModuleList({"a": nn.Linear(2, 2)})  # want: container-misuse "nn.ModuleDict"


class Dicts(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.ModuleDict({0: nn.Linear(2, 2), "b": nn.Linear(2, 2)})  # want: container-misuse "strings only"
        self.b = nn.ModuleDict({"layer.1": nn.Linear(2, 2)})  # want: container-misuse "dot"
        self.c = nn.ModuleDict({"type": nn.Linear(2, 2), "keys": nn.ReLU()})  # want: container-misuse; container-misuse; layer-never-used
        self.d = nn.ModuleDict({i: nn.Linear(2, 2) for i in range(n)})  # want: container-misuse
        self.f = nn.ModuleDict({i: nn.Linear(s, 2) for i, s in enumerate(range(n))})  # want: container-misuse "`i` is a number"; layer-never-used
        self.e = nn.ModuleDict({"a": [nn.Linear(2, 2)]})  # want: container-misuse; layer-never-used

        self.d["keys"] = nn.Linear(2, 2)  # want: container-misuse "KeyError"
        self.d["head.0"] = nn.Linear(2, 2)  # want: container-misuse "dot"

    def forward(self, x):
        return self.d(x)  # want: container-misuse "NotImplementedError"


class Called(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(n)])
        self.out = nn.Linear(2, 2)

    def forward(self, x):
        x = self.layers(x)  # want: container-misuse "self.layers"
        return self.out(torch.relu(self.layers(x)))  # want: container-misuse


model = nn.Sequential([nn.Linear(2, 2), nn.ReLU()])  # want: container-misuse


# --- nothing below is a mistake


class Right(nn.Module):
    def __init__(self, sizes, extra):
        super().__init__()
        layers = [nn.Linear(size, size) for size in sizes]
        self.a = nn.Sequential(*layers, nn.ReLU())
        self.b = nn.Sequential(OrderedDict([("fc", nn.Linear(2, 2))]))
        self.c = nn.Sequential(OrderedDict(fc=nn.Linear(2, 2)), *[])  # want: layer-never-used
        self.d = nn.ModuleList(layers)
        self.e = nn.ModuleList(nn.Sequential(layer, nn.ReLU()) for layer in layers)
        self.f = nn.ModuleList([nn.ModuleList([nn.Linear(2, 2)]), nn.Sequential(*layers)])
        self.g = nn.ModuleList(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
        self.h = nn.ModuleDict({"0": nn.Linear(2, 2), "a": nn.ModuleList(layers)})
        self.i = nn.ModuleDict({str(i): nn.Linear(2, 2) for i in range(3)})  # want: layer-never-used
        self.p = nn.ModuleDict({s: nn.Linear(2, 2) for _, s in enumerate(sizes)})  # want: layer-never-used
        self.j = nn.ModuleDict([("a", nn.Linear(2, 2))])  # want: layer-never-used
        self.o = nn.ModuleDict(OrderedDict([("a", nn.Linear(2, 2)), ("b", nn.ReLU())]))  # want: layer-never-used
        self.k = nn.Sequential(extra, nn.Linear(2, 2))  # want: layer-never-used
        self.m = nn.ModuleList(extra)
        self.n = nn.Sequential(nn.Linear(2, 2), None)  # want: layer-never-used
        self.h["b"] = nn.Linear(2, 2)
        self.d.extend([nn.Linear(2, 2)])
        self.d.append(nn.ReLU())
        for layer in layers:
            self.d.append(nn.Sequential(layer, nn.ReLU()))

    def forward(self, x):
        for layer in self.d:
            x = layer(x)
        x = self.h["0"](x)
        return self.a(self.d[0](x))


class Blocks(nn.ModuleList):
    def forward(self, x):
        for block in self:
            x = block(x)
        return x


class Branches(nn.Module):
    def __init__(self, deep, act=F.relu):
        super().__init__()
        self.blocks = Blocks([nn.Linear(2, 2)])
        relu = nn.ReLU()
        self.net = nn.Sequential(relu, nn.Linear(2, 2))  # want: layer-never-used
        if deep:
            self.body = nn.Sequential(nn.Linear(2, 2))
        else:
            self.body = nn.ModuleList([nn.Linear(2, 2)])
        self.deep = deep
        self.act = act

    def forward(self, x):
        x = self.blocks(x)
        if self.deep:
            x = self.body(x)
        else:
            for layer in self.body:
                x = layer(x)
        return self.act(x)
