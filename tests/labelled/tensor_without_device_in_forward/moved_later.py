# clean: tensor-without-device-in-forward
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        scale = torch.linspace(0, 1, 4)
        scale = scale.to(x)
        mask = torch.ones(4).type_as(x)
        return self.fc(x) * scale * mask
