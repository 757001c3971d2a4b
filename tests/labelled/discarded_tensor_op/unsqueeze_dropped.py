# mistake: discarded-tensor-op
# line: 16
# proof: raises(RuntimeError, lambda: Net()(torch.randn(2, 5)))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 3)
        self.norm = nn.BatchNorm1d(2)

    def forward(self, x):
        x.unsqueeze(1)
        return self.norm(self.conv(x))
