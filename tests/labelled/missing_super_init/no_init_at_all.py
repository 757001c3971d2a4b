# clean: missing-super-init
# proof: sound(Model(), randn(2, 4))

import torch
import torch.nn as nn


class Square(nn.Module):
    def forward(self, x):
        return x * x


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.square = Square()
        self.fc = nn.Linear(4, 1)

    def forward(self, x):
        return self.fc(self.square(x))
