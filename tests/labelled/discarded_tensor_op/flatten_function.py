# mistake: discarded-tensor-op
# line: 18
# proof: raises(RuntimeError, lambda: Net()(randn(2, 1, 8, 8)))

import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.fc = nn.Linear(2 * 9, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        torch.flatten(x, 1)
        return self.fc(x)


net = Net()
