import torch
from torch import Tensor


@torch.no_grad()
def descend(leaves: list[Tensor], lr: float) -> None:
    for leaf in leaves:
        leaf.sub_(leaf.grad, alpha=lr)
        leaf.grad = None


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    w = torch.zeros(()).requires_grad_()
    b = torch.zeros(()).requires_grad_()
    total, step = 0.0, 0
    while step < steps:
        residual = y - torch.addcmul(b, w, x)
        loss = residual.dot(residual) / len(x)
        loss.backward()
        total += float(loss.detach())
        descend([w, b], lr)
        step += 1
    return w, b, total / steps
