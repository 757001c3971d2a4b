# mistake: layer-created-in-forward
# line: 20
# proof: orphans(ResBlock(2, 4), randn(1, 2, 6, 6))

import torch
from torch import nn


class ResBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super(ResBlock, self).__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)

    def forward(self, x):
        shortcut = x
        out = torch.relu(self.conv1(x))
        out = self.conv2(out)
        if shortcut.shape[1] != out.shape[1]:
            shortcut = nn.Conv2d(shortcut.shape[1], out.shape[1], kernel_size=1)(shortcut)
        return torch.relu(out + shortcut)
