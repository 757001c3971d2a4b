# mistake: freeze-has-no-effect
# line: 21
# proof: holds(model.backbone.weight.requires_grad)

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.backbone(x))


model = Classifier()
# freeze the backbone
model.backbone.requires_grad = False
