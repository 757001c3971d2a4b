# mistake: missing-super-init
# line: 12, 13, 14
# proof: raises(AttributeError, lambda: Classifier(2))

import torch
import torch.nn as nn


class Classifier(nn.Module):
    """Un petit classifieur."""

    def __init__(self, n_classes):
        super().__init__
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.head = nn.Linear(8, n_classes)

    def forward(self, x):
        return self.head(self.body(x))
