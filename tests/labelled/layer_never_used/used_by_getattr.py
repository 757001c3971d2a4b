# clean: layer-never-used
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc0 = nn.Linear(4, 4)
        self.fc1 = nn.Linear(4, 4)
        self.fc2 = nn.Linear(4, 1)

    def forward(self, x):
        for i in range(3):
            x = getattr(self, f"fc{i}")(x)
        return x
