# mistake: dataclass-module
# line: 11, 12
# proof: raises(AttributeError, lambda: Net(nn.Linear(2, 2)), "before Module.__init__")

from dataclasses import dataclass

import torch
import torch.nn as nn


@dataclass
class Net(nn.Module):
    fc: nn.Module
    dropout: float = 0.1

    def forward(self, x):
        return torch.dropout(self.fc(x), self.dropout, self.training)
