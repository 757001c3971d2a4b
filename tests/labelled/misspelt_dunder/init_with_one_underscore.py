# mistake: misspelt-dunder
# line: 10
# proof: raises(TypeError, lambda: Net(3))

import torch
import torch.nn as nn


class Net(nn.Module):
    def _init_(self, n):
        super().__init__()
        self.fc = nn.Linear(n, 1)

    def forward(self, x):
        return self.fc(x)
