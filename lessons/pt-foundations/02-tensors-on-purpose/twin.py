import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    values = x.float()
    spread, centre = torch.std_mean(values, dim=0, correction=0)
    return ((values - centre) / (spread + EPSILON) * weight[:, 0]).sum(dim=1) - baseline
