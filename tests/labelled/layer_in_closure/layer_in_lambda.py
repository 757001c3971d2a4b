# mistake: layer-in-closure
# line: 13, 14
# proof: orphans(Net(), randn(2, 4))
# proof: holds(list(Net().parameters()) == [])

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        fc = nn.Linear(4, 2)
        self.net = lambda x: torch.relu(fc(x))

    def forward(self, x):
        return self.net(x)
