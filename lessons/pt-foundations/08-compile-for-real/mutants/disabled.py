import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)
        self.calls = 0

    @torch.compiler.disable
    def forward(self, x):
        self.calls += 1
        h = torch.relu(self.fc(x))
        if h.max().item() > 1:
            h = h / h.max().item()
        return self.head(h)


def make_fast(model, **options):
    return torch.compile(model, **options)


def checkpoint(fast):
    return fast._orig_mod.state_dict()
