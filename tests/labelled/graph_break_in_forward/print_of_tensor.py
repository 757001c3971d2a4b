# mistake: graph-break-in-forward
# line: 17
# proof: fact("compile", 2)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 1)

    def forward(self, x):
        h = torch.relu(self.a(x))
        print(h)
        return self.b(h)


net = torch.compile(Net())
net(torch.randn(2, 4))
