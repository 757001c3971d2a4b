# mistake: module-list-not-registered
# line: 18
# proof: hidden(UNetish(), "stages.1.0", randn(1, 3, 8, 8))

import torch
from torch import nn


class UNetish(nn.Module):
    def __init__(self, widths=(3, 6, 12)):
        super().__init__()
        stages = []
        for cin, cout in zip(widths, widths[1:]):
            stages.append([
                nn.Conv2d(cin, cout, 3, padding=1),
                nn.BatchNorm2d(cout),
            ])
        self.stages = stages
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        skips = []
        for conv, norm in self.stages:
            x = torch.relu(norm(conv(x)))
            skips.append(x)
            x = self.pool(x)
        return x, skips
