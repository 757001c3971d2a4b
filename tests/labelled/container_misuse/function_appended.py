# mistake: container-misuse
# line: 15, 16
# proof: stops(TypeError)

import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, sizes=(4, 8, 2)):
        super().__init__()
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers.append(nn.Linear(a, b))
            layers.append(F.relu)
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


MLP()
