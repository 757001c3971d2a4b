import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    """Fit y = w * x + b by `steps` steps of gradient descent on the mean squared error.

    x, y: (N,) float32. Both w and b start at 0 and have no dimensions.
    Returns w and b, which are leaves that require gradients, and the mean of the losses of all
    steps, each taken before its update, as a Python number.
    """
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    total = 0.0
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
        total += loss.item()
    return w, b, total / steps
