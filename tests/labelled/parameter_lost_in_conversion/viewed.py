# mistake: parameter-lost-in-conversion
# line: 13
# proof: hidden(Norm(6), "gain", randn(2, 6, 4, 4))

import torch
import torch.nn as nn


class Norm(nn.Module):
    def __init__(self, channels, eps=1e-5):
        super(Norm, self).__init__()
        self.eps = eps
        self.gain = nn.Parameter(torch.ones(channels)).view(1, -1, 1, 1)

    def forward(self, x):
        mean = x.mean(dim=(2, 3), keepdim=True)
        var = x.var(dim=(2, 3), keepdim=True)
        return self.gain * (x - mean) / (var + self.eps).sqrt()
