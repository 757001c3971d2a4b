import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class TwoPaths(nn.Module):
    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.straight = nn.Linear(2, 1)
        self.hidden = nn.Linear(2, width)
        self.deep = nn.Linear(width, 1)
        self.gate = nn.Parameter(torch.full((1,), 0.1))
        nn.init.normal_(self.deep.weight, std=0.1)
        nn.init.zeros_(self.deep.bias)

    def forward(self, x: Tensor) -> Tensor:
        deep = self.deep(torch.tanh(self.hidden(x)))
        return self.straight(x) + self.gate * deep


def silent(model: nn.Module, x: Tensor, y: Tensor) -> list[str]:
    for parameter in model.parameters():
        parameter.grad = None
    F.mse_loss(model(x), y).backward()
    quiet = []
    for name, parameter in model.named_parameters():
        if parameter.grad is None or parameter.grad.abs().max() == 0:
            quiet.append(name)
    return quiet


def block(function: Callable[[], object], least_s: float = 0.0003) -> Callable[[], float]:
    """A timer whose blocks take at least `least_s`; choosing their size is the warm-up."""
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            function()
        if calls > 1 and time.perf_counter() - start >= least_s:
            break
        calls *= 2

    def measure() -> float:
        start = time.perf_counter()
        for _ in range(calls):
            function()
        return (time.perf_counter() - start) / calls

    return measure


def compare(f: Callable[[], object], g: Callable[[], object]) -> str:
    time_f, time_g = block(f), block(g)
    differences = []
    for index in range(40):
        if index % 2:
            a, b = time_f(), time_g()
        else:
            b, a = time_g(), time_f()
        differences.append(b / a)
    ratio = statistics.median(differences)
    if ratio > 1.3:
        return "slower"
    if ratio < 1 / 1.3:
        return "faster"
    return "no difference"
