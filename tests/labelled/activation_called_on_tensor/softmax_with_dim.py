# clean: activation-called-on-tensor
# proof: sound(Net(), randn(4, 3))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.softmax = nn.Softmax(1)
        self.act = nn.ReLU(True)

    def forward(self, x):
        x = self.act(self.fc(x))
        return self.softmax(nn.LeakyReLU(0.1)(x))
