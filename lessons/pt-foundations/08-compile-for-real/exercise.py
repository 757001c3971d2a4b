import torch
from torch import nn


class Scorer(nn.Module):
    """x (B, 8) -> three scores for each row (B, 3). Large activations are scaled down."""

    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        h = torch.relu(self.fc(x))
        print("largest activation:", h.max())
        if h.max().item() > 1:
            h = h / h.max().item()
        return self.head(h)


def make_fast(model, **options):
    """What is to be called instead of `model`; `options` go on to torch.compile."""
    return torch.compile(model, dynamic=False, **options)


def checkpoint(fast):
    """The state of what make_fast returned, for a plain `Scorer` to load."""
    return fast.state_dict()
