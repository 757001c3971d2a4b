# mistake: forward-returns-nothing | discarded-tensor-op
# line: 15, 18, 19
# proof: holds(Net()(randn(2, 4)) is None)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = torch.relu(layer(x))
        x = self.out(x)
        x.softmax(dim=-1)


net = Net()
