import torch
from torch import nn


class Scorer(nn.Module):
    """x (B, 8) -> three scores for each row (B, 3). Large activations are scaled down."""

    def __init__(self, width=16):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        h = torch.relu(self.fc(x))
        largest = h.max().clamp(min=1)
        h = h / (largest.detach() if torch.compiler.is_compiling() else largest)
        return self.head(h)


def make_fast(model, **options):
    """What is to be called instead of `model`; `options` go on to torch.compile."""
    return torch.compile(model, **options)


def checkpoint(fast):
    """The state of what make_fast returned, for a plain `Scorer` to load."""
    return {key.removeprefix("_orig_mod."): value for key, value in fast.state_dict().items()}
