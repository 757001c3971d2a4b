# mistake: parameter-lost-in-arithmetic
# line: 14
# proof: hidden(ArcFace(4, 3), "weight", randn(2, 4))

import torch
import torch.nn as nn
import torch.nn.functional as F


class ArcFace(nn.Module):
    def __init__(self, dim, n_classes, s=30.0):
        super(ArcFace, self).__init__()
        self.s = s
        self.weight = F.normalize(nn.Parameter(torch.randn(n_classes, dim)), dim=1)

    def forward(self, x):
        return self.s * F.linear(F.normalize(x), self.weight)
