# mistake: module-list-not-registered
# line: 14, 15, 16
# proof: hidden(WaveNet(), "dilated.0", randn(1, 4, 16))

import torch
from torch import Tensor, nn


class WaveNet(nn.Module):
    dilated: nn.ModuleList

    def __init__(self, channels: int = 4, depth: int = 3) -> None:
        super().__init__()
        self.dilated: nn.ModuleList = [
            nn.Conv1d(channels, channels, 2, dilation=2**i, padding=2**i) for i in range(depth)
        ]

    def forward(self, x: Tensor) -> Tensor:
        length = x.shape[-1]
        for conv in self.dilated:
            x = x + torch.tanh(conv(x))[..., :length]
        return x
