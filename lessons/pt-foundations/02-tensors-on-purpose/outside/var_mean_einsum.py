from typing import NamedTuple

import torch
from torch import Tensor

EPSILON = 1e-6


class Statistics(NamedTuple):
    mean: Tensor
    std: Tensor


def statistics_of(x: Tensor) -> Statistics:
    """Mean and standard deviation of each column, (1, D)."""
    variance, mean = torch.var_mean(x, dim=0, correction=0, keepdim=True)
    return Statistics(mean, variance.sqrt())


def standardise(x: Tensor) -> Tensor:
    mean, std = statistics_of(x)
    return (x - mean).div(std.add(EPSILON))


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    z = standardise(x.to(dtype=torch.float32))
    weighted = torch.einsum("nd,dk->n", z, weight)
    return torch.sub(weighted, baseline)
