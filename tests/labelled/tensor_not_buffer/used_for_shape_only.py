# clean: tensor-not-buffer
# proof: sound(Net(), randn(2, 3))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.example = torch.zeros(1, 3)
        n_out = self.example.shape[1]
        self.fc = nn.Linear(self.example.numel(), n_out)

    def forward(self, x):
        assert x.shape[1:] == self.example.shape[1:]
        return self.fc(x)
