# mistake: module-list-not-registered
# line: 19
# proof: hidden(Inception(3), "branches.0", randn(1, 3, 8, 8))

import torch
import torch.nn as nn


def conv_bn(c_in, c_out, **kwargs):
    return nn.Sequential(nn.Conv2d(c_in, c_out, bias=False, **kwargs), nn.BatchNorm2d(c_out), nn.ReLU(True))


class Inception(nn.Module):
    def __init__(self, c_in):
        super(Inception, self).__init__()
        b1 = conv_bn(c_in, 4, kernel_size=1)
        b2 = nn.Sequential(conv_bn(c_in, 2, kernel_size=1), conv_bn(2, 4, kernel_size=3, padding=1))
        b3 = conv_bn(c_in, 4, kernel_size=5, padding=2)
        self.branches = [b1, b2, b3]

    def forward(self, x):
        return torch.cat([b(x) for b in self.branches], dim=1)
