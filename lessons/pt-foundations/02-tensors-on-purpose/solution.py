import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    """How far each row of x scores above its baseline.

    x: (N, D), any real dtype, N >= 1, left as it is. weight: (D, 1) float32. baseline: (N,) float32.
    Returns (N,) float32 on the device of x. Each column of x is standardised first: its mean becomes
    0 and its standard deviation (correction=0) 1; EPSILON keeps a constant column finite.
    """
    x = x.to(torch.float32)
    x = x - x.mean(dim=0)
    x = x / (x.std(dim=0, correction=0) + EPSILON)
    scores = x @ weight
    return scores.squeeze(1) - baseline
