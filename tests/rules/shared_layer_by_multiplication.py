import copy

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        return self.fc(x)


class Multiplied(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.a = nn.ModuleList([nn.Linear(8, 8)] * 3)  # want: shared-layer-by-multiplication "`* 3`"
        self.b = nn.Sequential(*[Block(8)] * depth)  # want: shared-layer-by-multiplication "same Block"
        self.c = nn.Sequential(*([nn.Linear(8, 8), nn.ReLU()] * depth))  # want: shared-layer-by-multiplication
        self.d = nn.ModuleList((depth - 1) * [Block(8)])  # want: shared-layer-by-multiplication "range(depth - 1)"


class FirstAList(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(8, 8)]
        layers += [nn.Linear(8, 8)] * len(sizes)  # want: shared-layer-by-multiplication
        self.layers = nn.ModuleList(layers)
        self.hidden = [Block(8)] * 2  # want: shared-layer-by-multiplication; module-list-not-registered


class Listed(nn.Module):
    def __init__(self, layer: nn.Module, n):
        super().__init__()
        self.layers = nn.ModuleList([layer for _ in range(n)])  # want: shared-layer-by-multiplication "inside the comprehension"
        block = Block(8)
        self.blocks = nn.Sequential(*[block for _ in range(4)])  # want: shared-layer-by-multiplication
        other = Block(8)
        self.pair = nn.ModuleList([other] * 2)  # want: shared-layer-by-multiplication
        self.net = nn.Sequential(nn.Linear(8, 8), nn.ReLU()) * 3  # want: shared-layer-by-multiplication


def stack(width, depth):
    return nn.Sequential(*[nn.Linear(width, width)] * depth)  # want: shared-layer-by-multiplication


model = nn.Sequential(*[nn.Linear(8, 8)] * 2, nn.Linear(8, 1))  # want: shared-layer-by-multiplication


class Appended(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        block = Block(width)
        self.blocks = nn.ModuleList()
        for _ in range(depth):
            self.blocks.append(block)  # want: shared-layer-by-multiplication "Build it inside the loop"

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


# --- nothing below is a mistake


class New(nn.Module):
    def __init__(self, depth, layer: nn.Module):
        super().__init__()
        self.a = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])
        self.b = nn.ModuleList([copy.deepcopy(layer) for _ in range(depth)])
        self.c = nn.ModuleList([part for _ in range(3) for part in (nn.Linear(8, 8), nn.ReLU())])
        parts = [Block(8), Block(8)]
        self.d = nn.Sequential(*[part for part in parts])


class NothingToShare(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.acts = nn.ModuleList([nn.ReLU()] * depth)
        self.one = nn.ModuleList([nn.Linear(8, 8)] * 1)
        self.kinds = [nn.Linear] * depth
        self.sizes = [64] * depth
        self.empty = [None] * depth
        relu = nn.ReLU()
        self.same = nn.ModuleList([relu for _ in range(depth)])
        self.grid = [[0] * 3 for _ in range(3)]


class Meant(nn.Module):
    def __init__(self, depth):
        super().__init__()
        shared_block = Block(8)
        self.blocks = nn.ModuleList([shared_block] * depth)
        self.tied_layers = nn.ModuleList([nn.Linear(8, 8)] * depth)
        self.step = Block(8)
        self.unrolled = nn.Sequential(*[self.step] * depth)
        self.again = nn.Sequential(*[self.step for _ in range(depth)])


class SharedEncoder(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.blocks = nn.ModuleList([Block(8)] * depth)


class Unknowns(nn.Module):
    def __init__(self, make, depth, layer):
        super().__init__()
        self.made = nn.ModuleList([make()] * depth)
        self.given = nn.ModuleList([layer for _ in range(depth)])

    def forward(self, x):
        return x * torch.ones(3) * 2


class Turn(nn.Module):
    """A rotation: its product with another is a third."""

    def __init__(self, data):
        super().__init__()
        self.data = nn.Parameter(data)

    def __mul__(self, other):
        return Turn(self.data * other.data)


def between(first, angle):
    return first * Turn(angle)


class AppendedAnew(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        first = Block(width)
        self.blocks = nn.ModuleList()
        self.blocks.append(first)
        for _ in range(depth):
            block = Block(width)
            self.blocks.append(block)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
