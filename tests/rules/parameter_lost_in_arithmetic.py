import math

import torch
import torch.nn.functional as F
from torch import nn


class Times(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Parameter(torch.randn(n)) * 0.01  # want: parameter-lost-in-arithmetic "self.a"
        self.b = 0.01 * nn.Parameter(torch.randn(n))  # want: parameter-lost-in-arithmetic
        self.c = nn.Parameter(torch.randn(n)) / math.sqrt(n)  # want: parameter-lost-in-arithmetic
        self.d = nn.Parameter(torch.rand(n)) - 0.5  # want: parameter-lost-in-arithmetic
        self.e = -nn.Parameter(torch.rand(n))  # want: parameter-lost-in-arithmetic
        self.f = nn.Parameter(torch.rand(n) + 1) ** 2  # want: parameter-lost-in-arithmetic


class Functions(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gate = torch.sigmoid(nn.Parameter(torch.zeros(n)))  # want: parameter-lost-in-arithmetic
        self.scale = F.softplus(nn.Parameter(torch.zeros(n)))  # want: parameter-lost-in-arithmetic
        self.log = nn.Parameter(torch.zeros(n)).exp()  # want: parameter-lost-in-arithmetic
        self.row = nn.Parameter(torch.zeros(n, n))[0]  # want: parameter-lost-in-arithmetic


class ThroughAName(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = nn.Parameter(torch.randn(n))
        self.w = w * 0.1  # want: parameter-lost-in-arithmetic
        self.all = torch.cat([torch.zeros(1), nn.Parameter(torch.zeros(n))])  # want: parameter-lost-in-arithmetic


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Parameter(torch.randn(n) * 0.01)
        self.raw = nn.Parameter(torch.zeros(n))
        self.half = self.raw * 0.5
        w = nn.Parameter(torch.zeros(n))
        doubled = w * 2
        self.w = w
        print(doubled)
        self.size = nn.Parameter(torch.zeros(n)).numel() * 2

    def forward(self, x):
        scale = self.a * 2
        return x * scale
