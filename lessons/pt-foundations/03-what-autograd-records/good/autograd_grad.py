import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses: list[float] = []
    for _ in range(steps):
        loss = (w * x + b - y).square().mean()
        gradients = torch.autograd.grad(loss, [w, b])
        with torch.no_grad():
            for parameter, gradient in zip([w, b], gradients, strict=True):
                parameter.add_(gradient, alpha=-lr)
        losses.append(loss.item())
    return w, b, sum(losses) / len(losses)
