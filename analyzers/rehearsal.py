"""A line typed for practice, so that the learner's first key costs as little as the later ones.

What Python runs for the first time it has to adapt to what it sees, and tables are made when they are first asked: the
first keys would pay for that, each as much again as it costs. Nothing that is found here is told to anybody.
"""

from __future__ import annotations

from collections.abc import Generator

from .analysis import Engine

_BEFORE = """\
import torch
from torch import nn


class Rehearsed(nn.Module):
    def __init__(self):
        super().__init__()
        self.kept = nn.Linear(1, 1)
"""
_TYPED = "self.layers = [nn.Linear(1, 1) for _ in range(2)]"
_AFTER = """

    def forward(self, x):
        return self.kept(x)
"""


def rehearse() -> Generator[None, None, None]:
    """Types a mistake into a small class key by key, in steps of less than a millisecond."""
    engine = Engine()
    for end in range(len(_TYPED) + 1):
        yield
        yield from engine.steps(f"{_BEFORE}        {_TYPED[:end]}{_AFTER}")
