# clean: layer-built-on-first-forward
# proof: sound(net, randn(2, 1, 6, 6))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n_classes=2):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.fc = nn.LazyLinear(n_classes)
        self.cache = None

    def forward(self, x):
        x = torch.relu(self.conv(x)).flatten(1)
        if self.cache is None:
            self.cache = x.shape
        return self.fc(x)


net = Net()
net(torch.zeros(1, 1, 6, 6))
