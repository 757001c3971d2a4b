"""Classes that say something about their input, as libraries ask for it, and files that train."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from torch import Tensor


class LightningLike(nn.Module):
    def __init__(self, hidden=8):
        super().__init__()
        self.example_input_array = torch.zeros(4, 7, 9)
        self.fc = nn.Linear(63, hidden)

    def forward(self, x):
        return self.fc(torch.einsum("bij->bij", x).flatten(1))


class Dummy(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(30, 8)

    @property
    def dummy_inputs(self):
        return {"ids": torch.tensor([[1, 2, 3]]), "scale": torch.ones(1)}

    def forward(self, ids, scale):
        return self.emb(ids) * scale


class TimmLike(nn.Module):
    default_cfg = {"input_size": (3, 48, 48), "num_classes": 10}

    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(3 * 48 * 48, 10)

    def forward(self, x):
        return self.proj(x.permute(0, 2, 3, 1).reshape(len(x), -1))


class Annotated(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.q = nn.Linear(dim, dim)

    def forward(self, x: Float[Tensor, "batch seq dim"], keep: Int[Tensor, "batch"]) -> Float[Tensor, "batch dim"]:
        return self.q(x)[torch.arange(x.shape[0]), keep]


class Regression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return self.linear(x)


class WineNet(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.a = nn.Linear(n_in, n_hidden)
        self.b = nn.Linear(n_hidden, n_out)

    def forward(self, features):
        return F.log_softmax(self.b(F.relu(self.a(features))), dim=-1)


class Autoregressive(nn.Module):
    def __init__(self, vocab, width):
        super().__init__()
        self.emb = nn.Embedding(vocab, width)
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, vocab)

    def forward(self, x, h=None):
        y, h = self.rnn(self.emb(x), h)
        return self.out(y), h


def train(epochs=3, lr=0.01):
    X = torch.randn(200, 11)
    y = torch.randint(0, 3, (200,))
    loader = DataLoader(TensorDataset(X, y), batch_size=20)
    net = WineNet(11, 32, 3)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(epochs):
        for xb, yb in loader:
            loss = F.nll_loss(net(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


text = open("shakespeare.txt").read()
chars = sorted(set(text))
model = Autoregressive(len(chars), 32)
linear = Regression(1, 1)
for epoch in range(1000):
    loss = F.mse_loss(linear(torch.rand(10, 1)), torch.rand(10, 1))
    loss.backward()
