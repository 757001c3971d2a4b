# mistake: trailing-comma-layer | module-list-not-registered
# line: 12, 13, 14, 15, 16
# proof: hidden(CNN(), "features.0")

import torch
from torch import nn


class CNN(nn.Module):
    def __init__(self, channels=3):
        super(CNN, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, 8, kernel_size=3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
        ),
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        x = self.features(x)
        return self.pool(x).flatten(1)
