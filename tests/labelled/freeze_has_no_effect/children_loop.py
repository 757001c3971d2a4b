# mistake: freeze-has-no-effect
# line: 20, 21
# proof: holds(net.body.weight.requires_grad)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(3, 3), nn.Linear(3, 1)

    def forward(self, x):
        return self.head(self.body(x))


net = Net()
for child in net.children():
    child.requires_grad = False
net.head.requires_grad = True
