# clean: missing-super-init
# proof: sound(Net(), randn(2, 3))

import torch
import torch.nn as nn


class Named:
    def __init__(self, *args, name="net", **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name


class Net(Named, nn.Module):
    def __init__(self):
        super().__init__(name="tiny")
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return self.fc(x)
