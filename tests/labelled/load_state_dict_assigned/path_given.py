# mistake: load-state-dict-assigned
# line: 19
# proof: stops(TypeError, "dict-like")

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)


net = Net()
net.load_state_dict("checkpoints/best.pth")
