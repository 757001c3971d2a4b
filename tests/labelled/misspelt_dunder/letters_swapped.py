# mistake: misspelt-dunder
# line: 10
# proof: raises(Exception, lambda: N(3))

import torch
from torch import nn


class N(nn.Module):
    def __intit__(self, d):
        super().__init__()
        self.fc = nn.Linear(d, d)

    def forward(self, x):
        return self.fc(x)
