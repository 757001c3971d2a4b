# mistake: parameter-lost-in-arithmetic
# line: 15
# proof: hidden(CustomLinear(4, 3), "weight", randn(2, 4))

import math
import torch
from torch import nn


class CustomLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(CustomLinear, self).__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = nn.Parameter(torch.randn(out_features, in_features)) / math.sqrt(in_features)
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))
        else:
            self.register_parameter("bias", None)

    def forward(self, input):
        return nn.functional.linear(input, self.weight, self.bias)
