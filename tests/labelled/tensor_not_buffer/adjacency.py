# mistake: tensor-not-buffer
# line: 13
# proof: stays_behind(STGCN(torch.eye(3)), randn(2, 3, 4))

import torch
import torch.nn as nn


class STGCN(nn.Module):
    def __init__(self, A):
        super().__init__()
        eye = torch.eye(3)
        self.A = eye + torch.ones(3, 3) / 3
        self.theta = nn.Linear(4, 4)

    def forward(self, x):
        return torch.relu(self.theta(self.A @ x))
