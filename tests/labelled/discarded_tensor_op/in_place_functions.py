# clean: discarded-tensor-op
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(4, 4), nn.Linear(4, 2)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.fc1(x)
        F.relu(x, inplace=True)
        x = self.fc2(x)
        self.act(x)
        return x


Net()
