# mistake: tensor-not-buffer
# line: 14
# proof: stays_behind(WeightedMSE([1.0, 2.0]), randn(4, 2), randn(4, 2))

import torch
import torch.nn as nn


class WeightedMSE(nn.Module):
    """给每一列一个权重"""

    def __init__(self, weights):
        super(WeightedMSE, self).__init__()
        self.weights = torch.FloatTensor(weights)

    def forward(self, inputs, targets):
        return ((inputs - targets) ** 2 * self.weights).mean()
