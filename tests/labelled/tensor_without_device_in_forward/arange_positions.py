# mistake: tensor-without-device-in-forward
# line: 16
# proof: stays_behind(Encoder(), randn(2, 5, 6))

import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, dim=6):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        n = x.shape[1]
        decay = torch.arange(n).float().view(1, n, 1)
        return self.lin(x) * torch.exp(-decay)
