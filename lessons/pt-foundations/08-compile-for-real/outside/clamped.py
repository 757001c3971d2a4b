import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        h = torch.relu(self.fc(x))
        h = h / h.max().clamp(min=1)
        return self.head(h)


def make_fast(model, **options):
    return torch.compile(model, **options)


def checkpoint(fast):
    return fast._orig_mod.state_dict()
