# mistake: activation-called-on-tensor
# line: 17
# proof: raises(Exception, lambda: Net()(torch.randn(4, 3)))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = self.fc1(x)
        x = nn.ReLU(x)
        return self.fc2(x)
