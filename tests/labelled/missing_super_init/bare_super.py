# mistake: missing-super-init
# line: 11
# proof: raises(TypeError, lambda: Net())

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super.__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return torch.tanh(self.fc(x))
