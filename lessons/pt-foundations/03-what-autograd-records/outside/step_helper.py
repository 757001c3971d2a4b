from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def descend_(parameters: Iterable[Tensor], lr: float) -> None:
    """One step of gradient descent, in place; the gradients are zero afterwards."""
    for parameter in parameters:
        assert parameter.grad is not None
        parameter.sub_(lr * parameter.grad)
        parameter.grad.zero_()


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    total = 0.0
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        descend_((w, b), lr)
        total += loss.item()
    return w, b, total / steps
