# clean: layer-created-in-forward
# proof: net(randn(2, 1, 4, 4)) is None or sound(net, randn(2, 1, 4, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.fc = nn.LazyLinear(2)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


net = Net()
net(torch.zeros(1, 1, 4, 4))
