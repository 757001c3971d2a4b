# mistake: class-default-shadows-layer
# line: 11, 16
# proof: holds("fc.weight" in Net(3).state_dict() and Net(3).fc is None)
# proof: raises(TypeError, lambda: Net(3)(torch.zeros(1, 3)), "NoneType")

import torch
import torch.nn as nn


class Net(nn.Module):
    fc = None

    def __init__(self, n):
        super().__init__()
        self.n = n
        self.fc = nn.Linear(n, 1)

    def forward(self, x):
        return self.fc(x)
