# mistake: trailing-comma-layer | module-list-not-registered
# line: 12
# proof: hidden(Net(), "fc1.0")

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8),
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))
