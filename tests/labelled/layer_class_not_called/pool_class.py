# mistake: layer-class-not-called
# line: 14
# proof: raises(TypeError, lambda: CNN()(torch.zeros(2, 1, 6, 6)))

import torch
import torch.nn as nn
import torch.nn.functional as F


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.flatten = nn.Flatten
        self.fc = nn.Linear(64, 2)

    def forward(self, x):
        x = F.relu(self.conv(x))
        x = self.flatten(x)
        return self.fc(x)
