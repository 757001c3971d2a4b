# mistake: forward-returns-nothing
# line: 14, 17
# proof: holds(Debug()(torch.zeros(1, 3)) is None)

import torch
from torch import nn


class Debug(nn.Module):
    def __init__(self):
        super(Debug, self).__init__()
        self.lin = nn.Linear(3, 2)

    def forward(self, inputs):
        out = self.lin(inputs)
        print(out.shape)
        return
