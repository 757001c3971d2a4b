# clean: tensor-without-device-in-forward
# proof: sound(Masked(), randn(2, 3))

import torch
from torch import nn


class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x, mask=None, scale=None):
        if mask is None:
            mask = torch.ones(3, device=x.device, dtype=x.dtype)
        if scale is None:
            scale = torch.ones(3)
            scale = scale.to(x)
        weights = torch.tensor([0.2, 0.3, 0.5]).type_as(x)
        return self.fc(x) * mask * scale * weights
