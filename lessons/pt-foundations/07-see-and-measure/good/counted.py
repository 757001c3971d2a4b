import time
from statistics import median

import torch
import torch.nn as nn


class TwoPaths(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.straight = nn.Linear(2, 1)
        self.hidden = nn.Linear(2, width)
        self.deep = nn.Linear(width, 1)
        self.gate = nn.Parameter(torch.zeros(1))
        torch.nn.init.xavier_uniform_(self.deep.weight)

    def forward(self, x):
        deep = self.deep(torch.tanh(self.hidden(x)))
        return self.straight(x) + self.gate * deep


def silent(model, x, y):
    model.zero_grad()
    nn.MSELoss()(model(x), y).backward()
    sizes = {n: 0.0 if p.grad is None else p.grad.norm().item() for n, p in model.named_parameters()}
    return [n for n, size in sizes.items() if size == 0.0]


def compare(f, g):
    def run(function):
        before = time.perf_counter_ns()
        for _ in range(25):
            function()
        return time.perf_counter_ns() - before

    [run(function) for function in (f, g, f, g)]
    pairs = [(run(f), run(g)) for _ in range(25)]
    g_won = sum(b < a for a, b in pairs)
    ratio = median(b / a for a, b in pairs)
    if g_won <= 7 and ratio > 1.2:
        return "slower"
    if g_won >= 18 and ratio < 0.83:
        return "faster"
    return "no difference"
