# clean: layer-created-in-forward
# proof: sound(Net(), randn(1, 2, 5, 5))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 2, 3, 3))
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        x = F.conv2d(x, self.weight)
        x = F.layer_norm(x, x.shape[1:])
        return F.linear(x.mean((2, 3)), self.fc.weight, self.fc.bias)
