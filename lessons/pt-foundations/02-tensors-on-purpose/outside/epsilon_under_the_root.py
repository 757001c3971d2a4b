import torch
import torch.nn.functional as F
from torch import Tensor

EPSILON = 1e-6


def score(x: Tensor, weight: Tensor, baseline: Tensor) -> Tensor:
    # Step 1: float32. The name x now means another tensor (or the same, so nothing in place below).
    x = x.type(torch.float32)
    # Step 2: standardise the columns, by hand.
    centred = x - torch.mean(x, dim=0, keepdim=True)
    variance = torch.mean(centred ** 2, dim=0, keepdim=True)
    standard = centred / (torch.sqrt(variance) + EPSILON)
    # Step 3: weight the columns. F.linear wants (out, in), so the column becomes a row.
    scores = F.linear(standard, weight.T)
    # Step 4: (N, 1) -> (N,), then subtract.
    return scores.flatten() - baseline
