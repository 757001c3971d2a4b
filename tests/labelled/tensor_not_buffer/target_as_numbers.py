# clean: tensor-not-buffer
# proof: sound(Net(), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.anchors = torch.linspace(0, 1, 3).tolist()
        self.shape = torch.zeros(2, 3).shape
        self.mask = None

    def forward(self, x):
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = torch.ones_like(x)
        anchors = torch.tensor(self.anchors, device=x.device, dtype=x.dtype)
        return self.fc(x) * anchors
