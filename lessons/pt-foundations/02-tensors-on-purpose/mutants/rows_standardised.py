import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    x = x.to(torch.float32)
    x = x - x.mean(dim=1, keepdim=True)
    x = x / (x.std(dim=1, correction=0, keepdim=True) + EPSILON)
    return (x @ weight).squeeze(1) - baseline
