import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    values = x.to(torch.float32).view(-1)
    values = values.view(x.shape)
    values = values - values.mean(dim=0)
    values = values / (values.std(dim=0, correction=0) + EPSILON)
    return (values @ weight).squeeze(1) - baseline
