import copy

import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.head = nn.Linear(16, 100)
        self.head.weight = nn.Parameter(self.embed.weight)  # want: parameter-of-parameter "second Parameter"
        self.bias = nn.Parameter(self.head.bias)  # want: parameter-of-parameter
        self.scale = nn.Parameter(torch.ones(16))
        self.twin = nn.Parameter(self.scale)  # want: parameter-of-parameter


class Computed(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.ones(3))
        self.b = nn.Parameter(self.a * 2)  # want: parameter-of-parameter "no gradient"
        self.c = nn.Parameter(torch.sigmoid(self.a))  # want: parameter-of-parameter
        self.d = nn.Parameter(self.a[0])  # want: parameter-of-parameter
        self.e = nn.Parameter(-self.a, requires_grad=True)  # want: parameter-of-parameter


# --- nothing below is a mistake


class Copies(nn.Module):
    def __init__(self, other, pretrained: nn.Linear):
        super().__init__()
        self.a = nn.Parameter(torch.ones(3))
        self.b = nn.Parameter(self.a.detach().clone())
        self.c = nn.Parameter(self.a.clone() * 2)
        self.d = nn.Parameter(self.a.data * 2)
        self.e = nn.Parameter(torch.zeros_like(self.a))
        self.f = nn.Parameter(copy.deepcopy(self.a))
        self.g = nn.Parameter(self.a.new_zeros(3))
        self.a = nn.Parameter(self.a * 2)
        self.h = nn.Parameter(other.weight)
        self.i = nn.Parameter(pretrained.weight)
        self.j = nn.Parameter(torch.zeros(self.a.shape))
        with torch.no_grad():
            self.k = nn.Parameter(self.a * 3)
        start = nn.Parameter(torch.ones(3))
        self.m = nn.Parameter(start * 0.1)


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.head = nn.Linear(16, 100)
        self.head.weight = self.embed.weight
        self.act = nn.ReLU()

    def forward(self, x):
        return self.head(self.embed(x))


class Masked(nn.Module):
    """No gradient is lost that the mask would have had."""

    def __init__(self, width):
        super().__init__()
        self.mask = nn.Parameter(torch.ones(width), requires_grad=False)
        self.gate = nn.Parameter(torch.ones(width)).requires_grad_(False)
        self.scale = nn.Parameter(torch.rand(width) * self.mask)
        self.shift = nn.Parameter(torch.rand(width) * self.gate)

    def forward(self, x):
        return x * self.scale + self.shift
