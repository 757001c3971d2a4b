from dataclasses import dataclass, field

import torch
from torch import Tensor


def leaf() -> Tensor:
    return torch.zeros(()).requires_grad_()


@dataclass
class Line:
    w: Tensor = field(default_factory=leaf)
    b: Tensor = field(default_factory=leaf)

    def __call__(self, x: Tensor) -> Tensor:
        return torch.add(self.b, self.w * x)

    def update(self, lr: float) -> None:
        with torch.set_grad_enabled(False):
            for tensor in (self.w, self.b):
                tensor.add_(tensor.grad, alpha=-lr)
                tensor.grad = None


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    line = Line()
    losses: list[Tensor] = []
    while len(losses) < steps:
        error = line(x) - y
        loss = error.square().mean()
        loss.backward()
        line.update(lr)
        losses.append(loss.detach())
    return line.w, line.b, float(torch.stack(losses).mean())
