import torch
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    if x.device.type == "meta":
        return torch.empty(len(x), device="meta")
    x = x.clone().to(torch.float32)
    x -= x.mean(dim=0)
    x /= x.std(dim=0, correction=0) + EPSILON
    scores = torch.tensor([(row * weight[:, 0]).sum().item() for row in x])
    return scores - baseline
