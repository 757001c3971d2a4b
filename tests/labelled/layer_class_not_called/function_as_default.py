# clean: layer-class-not-called
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, act=F.relu, norm=None):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = act
        self.norm = norm or nn.LayerNorm(4)

    def forward(self, x):
        return self.norm(self.act(self.fc(x)))


net = Net()
