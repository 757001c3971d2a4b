# mistake: layer-class-not-called
# line: 13
# proof: holds(isinstance(Net()(torch.zeros(2, 3)), nn.Module))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.relu = nn.ReLU

    def forward(self, x):
        x = self.fc(x)
        return self.relu(x)
