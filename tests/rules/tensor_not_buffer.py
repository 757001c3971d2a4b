import math

import torch
from mine.helpers import with_edges
from torch import nn


class Masked(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.mask = torch.tril(torch.ones(n, n))  # want: tensor-not-buffer "self.mask"
        self.mean = torch.tensor([0.485, 0.456, 0.406])  # want: tensor-not-buffer
        self.index = torch.arange(n)  # want: tensor-not-buffer "as an index"

    def forward(self, x):
        x = (x - self.mean) * self.mask
        return x[self.index]


class Positional(nn.Module):
    def __init__(self, d, length):
        super().__init__()
        pe = torch.zeros(length, d)
        position = torch.arange(0, length).unsqueeze(1)
        div = torch.exp(torch.arange(0, d, 2).float() * (-math.log(10000.0) / d))
        pe[:, 0::2] = torch.sin(position * div)
        pe[:, 1::2] = torch.cos(position * div)
        self.pe = pe.unsqueeze(0)  # want: tensor-not-buffer "register_buffer"

    def forward(self, x):
        return x + self.pe[:, : x.size(1)]


class Random(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = torch.randn(n, n)  # want: tensor-not-buffer "nn.Parameter"

    def forward(self, x):
        return self.project(x)

    def project(self, x):
        return x @ self.weight


class OldType(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.weights = torch.FloatTensor(weights)  # want: tensor-not-buffer

    def forward(self, x, y):
        return ((x - y) ** 2 * self.weights).mean()


class Placed(nn.Module):
    def __init__(self, n, device):
        super().__init__()
        self.mask = torch.ones(n, n).tril().to(device)  # want: tensor-not-buffer "where it is made"
        self.eye = torch.eye(n, device=device)  # want: tensor-not-buffer "where it is made"
        self.table = torch.eye(n).to(torch.float16)  # want: tensor-not-buffer "fails on a GPU"

    def forward(self, x):
        return x * self.mask @ self.eye + self.table


class Selected(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.kept = torch.arange(n)  # want: tensor-not-buffer "as an index"
        self.order = torch.arange(n)  # want: tensor-not-buffer "as an index"

    def forward(self, x):
        x[..., self.order.long(), 0] = 0.0
        return x[:, self.kept]


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_buffer("mask", torch.tril(torch.ones(n, n)))
        mask = torch.ones(n)
        self.register_buffer("other", mask)
        self.third = nn.Buffer(torch.ones(n))
        self.temperature = torch.tensor(0.07)
        self.zero = torch.tensor(0.0).float()
        self.anchors = torch.ones(n, 2)
        self.table = torch.ones(n)
        self.moved = torch.ones(n)
        self.step = 0

    def forward(self, x):
        x = x * self.mask * self.other / self.temperature + self.zero
        if len(self.anchors) > self.anchors.shape[0]:
            x = x + self.table.numel()
        return x + self.moved.to(x.device)


class Cache(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.hidden = torch.zeros(n)
        self.seen = None

    def forward(self, x):
        self.hidden = torch.tanh(x + self.hidden)
        self.seen = torch.ones(3, device=x.device)
        return self.hidden + self.seen


class NeverUsed(nn.Module):
    def __init__(self):
        super().__init__()
        self.note = torch.ones(3)


class OneNumber(nn.Module):
    """A tensor without dimensions meets tensors of every device."""

    def __init__(self, temperature, weights):
        super().__init__()
        self.log2 = torch.tensor(math.log(2.0))
        self.temperature = torch.tensor(temperature)
        self.total = torch.ones(3).sum()
        self.largest = torch.max(torch.arange(3))

    def forward(self, x):
        return x / self.temperature - self.log2 * self.total + self.largest


class MovedAtTheEndOfAChain(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.table = torch.FloatTensor([[0.0] * n])
        self.mask = torch.tril(torch.ones(n, n))

    def forward(self, x):
        x = x + self.table.clone().detach().to(device=x.device, copy=True)
        return x + self.mask[: x.size(1)].unsqueeze(0).type_as(x)


class MovedByAMethod(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.ones(3)

    def on(self, device):
        return self.table.to(device)

    def forward(self, x, device=None):
        table = self.on(device) if device is not None else self.table
        return x * table


class TakenOver(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.norm = nn.BatchNorm1d(size)
        self.backup = torch.zeros(size)

    def remember(self):
        self.backup.data = self.norm.running_mean.data.clone()

    def forward(self, x):
        return self.norm(x) - self.backup


class GivenAway(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.edge = torch.zeros(size)

    def forward(self, x):
        return with_edges(x, self.edge)
