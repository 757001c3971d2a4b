# mistake: container-misuse
# line: 16
# proof: raises(NotImplementedError, lambda: Net()(torch.zeros(2, 4)))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=2):
        super(Net, self).__init__()
        self.blocks = nn.ModuleList([nn.Linear(4, 4) for _ in range(depth)])
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        x = self.blocks(x)
        return self.out(x)
