# mistake: discarded-tensor-op
# line: 9
# proof: holds(squeeze_range(torch.randn(4)).dtype is torch.float32)

import torch


def squeeze_range(x: torch.Tensor) -> torch.Tensor:
    x.to(torch.float16)
    return x.clamp(-1, 1)
