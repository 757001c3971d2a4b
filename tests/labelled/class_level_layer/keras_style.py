# mistake: class-level-layer
# line: 11, 12, 13, 14, 15, 16
# proof: orphans(Classifier(), randn(2, 1, 6, 6))

import torch
import torch.nn as nn


class Classifier(nn.Module):
    # les couches
    features = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
    )
    head: nn.Linear = nn.Linear(4, 2)

    def forward(self, x):
        x = self.features(x).flatten(1)
        return self.head(x)
