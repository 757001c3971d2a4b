# mistake: trainable-tensor-not-parameter
# line: 12
# proof: holds(not list(FC(3, 2).parameters()) and not FC(3, 2).weight.requires_grad)

import torch
from torch import nn


class FC(nn.Module):
    def __init__(self, fan_in: int, fan_out: int):
        super().__init__()
        self.weight = nn.init.kaiming_normal_(torch.empty(fan_out, fan_in))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.linear(x, self.weight)
