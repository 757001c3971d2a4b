# clean: layer-in-closure
# proof: sound(Net(), randn(2, 4), moves=False)

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        conv = nn.Linear(4, 8)
        nn.init.kaiming_uniform_(conv.weight)
        head = nn.Linear(8, 2)
        head.bias.data.zero_()
        self.net = nn.Sequential()
        self.net.add_module("conv", conv)
        for layer in (nn.ReLU(), head):
            self.net.append(layer)
        self.gate = lambda x: torch.sigmoid(self.net(x))

    def forward(self, x):
        return self.gate(x)


net = Net()
