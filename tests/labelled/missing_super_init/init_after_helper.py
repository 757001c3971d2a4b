# mistake: missing-super-init
# line: 11, 12, 15
# proof: stops(AttributeError)

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, d):
        self._make(d)
        super().__init__()

    def _make(self, d):
        self.fc = nn.Linear(d, d)


Net(3)
