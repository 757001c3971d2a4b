# mistake: layer-created-in-forward
# line: 19
# proof: orphans(Net(), randn(4, 6))
# proof: holds(not [m for m in Net().modules() if isinstance(m, nn.BatchNorm1d)])

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, n=6):
        super().__init__()
        self.a = nn.Linear(n, n)
        self.b = nn.Linear(n, 2)

    def forward(self, x):
        h = self.a(x)
        h = nn.BatchNorm1d(h.size(1))(h)
        return self.b(F.relu(h))
