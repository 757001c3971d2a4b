import time

import torch
from torch import nn


class TwoPaths(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.straight = nn.Linear(2, 1)
        self.hidden = nn.Linear(2, width)
        self.deep = nn.Linear(width, 1)
        self.gate = nn.Parameter(torch.randn(1))

    def forward(self, x):
        deep = self.deep(torch.tanh(self.hidden(x)))
        return self.straight(x) + self.gate * deep


def silent(model, x, y):
    model.zero_grad(set_to_none=True)
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    found = []
    for name, p in model.named_parameters():
        if p.grad is not None and torch.count_nonzero(p.grad) > 0:
            continue
        found.append(name)
    return found


def compare(f, g):
    best = {f: float("inf"), g: float("inf")}
    f(), g()
    for _ in range(60):
        for function in (f, g):
            start = time.perf_counter()
            for _ in range(5):
                function()
            best[function] = min(best[function], time.perf_counter() - start)
    ratio = best[g] / best[f]
    if 0.8 < ratio < 1.25:
        return "no difference"
    return "slower" if ratio > 1 else "faster"
