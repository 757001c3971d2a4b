import torch
from torch import Tensor

EPSILON = 1e-6


def standardised(x: Tensor) -> Tensor:
    centred = x - x.mean(0)
    return centred / (centred.square().mean(0).sqrt() + EPSILON)


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    return torch.einsum("nd,do->n", standardised(x.float()), weight) - baseline
