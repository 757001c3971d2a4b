# mistake: dropout-ignores-eval
# line: 18
# proof: random_in_eval(CNN(), randn(2, 1, 8, 8))

import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    def __init__(self, rate: float = 0.3):
        super(CNN, self).__init__()
        self.rate = rate
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        h = F.dropout2d(F.relu(self.conv(x)), self.rate)
        return self.fc(h.mean((2, 3)))
