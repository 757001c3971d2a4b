# clean: container-misuse
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn.functional as F
from torch import nn


class Lambda(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x):
        return self.fn(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(4, 4), Lambda(F.relu), nn.Linear(4, 4)]
        self.seq = nn.Sequential(*layers)
        kinds = [nn.ReLU, nn.Tanh]
        self.acts = nn.ModuleList([k() for k in kinds])
        fns = [torch.relu, torch.tanh]
        self.fns = fns

    def forward(self, x):
        x = self.seq(x)
        for act in self.acts:
            x = act(x)
        for f in self.fns:
            x = f(x)
        return x


Net()
