# mistake: name-already-registered
# line: 16
# proof: raises(TypeError, lambda: Net()(torch.zeros(2, 4)), "cannot assign")

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        self.fc1 = torch.relu(self.fc1(x))
        return self.fc2(self.fc1)
