import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor, steps: int, lr: float = 0.1) -> tuple[Tensor, Tensor, float]:
    leaves = [torch.tensor(0.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)]
    losses = []
    for _ in range(steps):
        for leaf in leaves:
            leaf.grad = None
        loss = torch.nn.functional.mse_loss(leaves[0] * x + leaves[1], y)
        loss.backward()
        with torch.no_grad():
            for leaf in leaves:
                leaf.sub_(lr * leaf.grad)
        losses.append(loss.detach())
    return leaves[0], leaves[1], torch.stack(losses).mean().item()
