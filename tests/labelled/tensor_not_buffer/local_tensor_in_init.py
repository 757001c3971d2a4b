# clean: tensor-not-buffer
# proof: sound(Init(4), randn(2, 4))

import torch
import torch.nn as nn


class Init(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(n, n)
        eye = torch.eye(n)
        with torch.no_grad():
            self.fc.weight.copy_(eye)
        bound = torch.ones(n).sum().item()
        self.bound = bound

    def forward(self, x):
        return self.fc(x).clamp(-self.bound, self.bound)
