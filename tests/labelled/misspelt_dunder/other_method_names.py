# clean: misspelt-dunder
# proof: sound(Net(), randn(2, 4))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
        self._init_weights()

    def _init_weights(self):
        nn.init.zeros_(self.fc.bias)

    def forward_features(self, x):
        return torch.relu(x)

    def forward(self, x):
        return self.fc(self.forward_features(x))

    def __len__(self):
        return 1
