# clean: dropout-ignores-eval
# proof: sound(MCDropoutNet(), randn(2, 8), steady=False)

import torch
import torch.nn as nn
import torch.nn.functional as F


class MCDropoutNet(nn.Module):
    """Keeps dropout on at test time to estimate uncertainty (Gal & Ghahramani)."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(F.dropout(x, 0.5, training=True))
