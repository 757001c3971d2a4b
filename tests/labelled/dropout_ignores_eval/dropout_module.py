# clean: dropout-ignores-eval
# proof: sound(Net(), randn(2, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        if self.training:
            x = F.dropout(x, 0.2)
        return self.fc(self.drop(x))
