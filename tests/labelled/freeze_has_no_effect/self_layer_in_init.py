# mistake: freeze-has-no-effect
# line: 13
# proof: holds(all(p.requires_grad for p in FineTune().features.parameters()))

import torch
from torch import nn


class FineTune(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())
        self.features.requires_grad = False
        self.classifier = nn.Linear(4, 2)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))
