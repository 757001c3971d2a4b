import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    x = torch.as_tensor(x, dtype=torch.float32)
    deviation = x.var(dim=0, unbiased=False).sqrt()
    x = (x - x.mean(dim=0)).div(deviation + EPSILON)
    scores = x.matmul(weight)
    return (scores - baseline[:, None]).reshape(-1)
