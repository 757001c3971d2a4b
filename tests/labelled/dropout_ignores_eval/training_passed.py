# clean: dropout-ignores-eval
# proof: sound(Net(), randn(2, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 2)
        self.p = 0.5

    def forward(self, x):
        x = F.dropout(x, 0.1, self.training)
        x = F.dropout(F.relu(self.fc1(x)), p=self.p, training=self.training)
        return self.fc2(x)
