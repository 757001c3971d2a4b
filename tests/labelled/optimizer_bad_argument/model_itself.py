# mistake: optimizer-bad-argument
# line: 20
# proof: stops(TypeError)

import torch
from torch import nn
from torch.optim import SGD


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)


net = Net()
optim = SGD(net, lr=0.01)
