# clean: activation-called-on-tensor
# proof: sound(Net(), randn(1, 1, 8, 8))

import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)

    def forward(self, x):
        x = nn.ReLU()(self.conv(x))
        x = nn.MaxPool2d(2)(x)
        return F.softmax(torch.relu(x), dim=1)
