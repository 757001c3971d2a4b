import torch
from torch import Tensor


@torch.no_grad()
def descend(parameter: Tensor, lr: float) -> None:
    parameter -= lr * parameter.grad
    parameter.grad.zero_()


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    w, b = (torch.zeros(()).requires_grad_() for _ in range(2))
    total = 0.0
    for _ in range(steps):
        loss = torch.mean((y - (w * x + b)) ** 2)
        total += float(loss)
        loss.backward()
        descend(w, lr)
        descend(b, lr)
    return w, b, total / steps
