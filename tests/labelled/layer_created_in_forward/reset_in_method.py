# clean: layer-created-in-forward
# proof: sound(Model(), randn(2, 4))

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 4)
        self.reset_head(2)

    def reset_head(self, n_classes):
        # for a new task
        self.head = nn.Linear(4, n_classes)

    def forward(self, x):
        return self.head(torch.relu(self.backbone(x)))
