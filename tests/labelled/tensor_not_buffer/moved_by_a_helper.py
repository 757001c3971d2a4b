# clean: tensor-not-buffer
# proof: sound(Median(), randn(2, 1, 9))

import torch
import torch.nn as nn
import torch.nn.functional as F


def window_median(x, kernel=None):
    kernel = torch.ones(3) if kernel is None else kernel.to(x)
    return F.conv1d(x, torch.diag(kernel)[:, None]).median(dim=1).values


class Median(nn.Module):
    def __init__(self, radius=1):
        super().__init__()
        self.kernel = torch.ones(2 * radius + 1)

    def forward(self, x):
        return window_median(x, kernel=self.kernel)
