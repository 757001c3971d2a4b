# mistake: parameter-lost-in-conversion
# line: 14
# proof: hidden(Conv(2, 3), "kernel", randn(1, 2, 6, 6))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Conv(nn.Module):
    def __init__(self, c_in, c_out, k=3):
        super().__init__()
        flat = nn.Parameter(torch.randn(c_out * c_in * k * k) * 0.05)
        self.kernel = flat.reshape(c_out, c_in, k, k)
        self.k = k

    def forward(self, x):
        return F.conv2d(x, self.kernel, padding=self.k // 2)
