# clean: tensor-without-device-in-forward
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        two = torch.tensor(2.0)
        return self.fc(x) / torch.sqrt(two)
