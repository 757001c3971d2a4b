# clean: graph-cut-in-forward
# proof: sound(Net(), randn(2, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 1)
        self.last_norm = 0.0

    def forward(self, x):
        h = self.a(x)
        self.last_norm = h.detach().norm().item() if not h.is_meta else 0.0
        return self.b(h)
