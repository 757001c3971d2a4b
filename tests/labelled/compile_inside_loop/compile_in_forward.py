# clean: compile-inside-loop
# proof: fact("compile", 1)
# proof: at_most("compile", 2)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, scale=1.0):
        def step(h):
            return torch.tanh(self.fc(h)) * scale

        return torch.compile(step)(x)


net = Net()
for i in range(12):
    net(torch.randn(2, 4), float(i))
