import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    x = x.float()
    return (((x - x.mean(0)) / (x.std(0, correction=0) + EPSILON)) @ weight).squeeze(-1) - baseline
