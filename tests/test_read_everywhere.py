"""Whatever place of a statement a call stands in: the interpreter sees it, and whether it only may run."""

from __future__ import annotations

import textwrap

import pytest
from torchtutor.analyzers.analysis import analyze

_LOOP = """\
import torch
from torch import nn

model = nn.Linear(1, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
{line}
    optimizer.step()
"""

# `HERE` is where the call stands
_PLACES = [
    "ok and HERE",
    "HERE and ok",
    "a and b and HERE",
    "a and (b or HERE)",
    "skip or HERE",
    "not HERE",
    "HERE if ok else None",
    "None if ok else HERE",
    "done = 1 if HERE is None else 2",
    "done = 1 < 2 < len(HERE)",
    "done == HERE",
    "assert HERE is None",
    "assert ok, HERE",
    "if ok and HERE is None: pass",
    "if ok: pass\nelif HERE is None: pass",
    "while ok and HERE: pass",
    "while ok: break\nelse: HERE",
    "for _ in range(HERE): pass",
    "for _ in grouped(HERE): pass",
    "match HERE:\n  case None: pass",
    "match ok:\n  case True if HERE is None: pass",
    "[HERE for _ in range(1)]",
    "[1 for _ in range(1) if HERE is None]",
    "{HERE for _ in range(1) if ok}",
    "{1: 2 for _ in range(1) for _ in range(1) if ok if HERE is None}",
    "{HERE: 1 for _ in range(1)}",
    "{1: HERE for _ in range(1)}",
    "done = {HERE: 1}",
    "done = {1: HERE}",
    "done = table[HERE]",
    "done = table[:, HERE:]",
    "table[HERE] = 1",
    "table[HERE] += 1",
    "print(*[HERE], end=f'{HERE!r:>4}')",
    "if (done := HERE) is None: pass",
    "with managed(HERE) as done: pass",
]


def _rules(text: str) -> list[str]:
    return [finding.rule for finding in analyze(text).findings]


@pytest.mark.parametrize("place", _PLACES)
def test_a_call_is_seen(place: str) -> None:
    line = textwrap.indent(place, "    ")
    assert "missing-backward" not in _rules(
        _LOOP.format(line=line.replace("HERE", "loss.backward()"))
    )
    assert "missing-backward" in _rules(_LOOP.format(line=line.replace("HERE", "loss.item()")))


def test_an_awaited_call_is_seen() -> None:
    text = _LOOP.format(line="    await loss.backward()").replace("for x, y", "async for x, y")
    head, loop = text.split("async for", 1)
    inside = textwrap.indent(f"async for{loop}", "    ")
    assert "missing-backward" not in _rules(f"{head}async def train(loader):\n{inside}")


# as sure as behind an `if`, no surer
@pytest.mark.parametrize(
    "line", ["{} and {}", "not {} or {}", "{1} if {0} else None", "[{1} for _ in range(1) if {0}]"]
)
def test_what_only_may_run_is_no_surer_than_behind_an_if(line: str) -> None:
    """Gradients of several batches are gathered: the step stands behind a condition."""
    every = "    loss.backward()\n    " + line.format("i % 4 == 3", "optimizer.step()")
    text = _LOOP.replace("    optimizer.zero_grad()\n", "").replace("    optimizer.step()\n", "")
    gathered = text.format(
        line=every + "\n    " + line.format("i % 4 == 3", "optimizer.zero_grad()")
    )
    assert _rules(gathered) == []
    assert _rules(text.format(line=every)) == ["missing-zero-grad"]


_CLASS = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, deep):
        super().__init__()
        {made}
        self.head = nn.Linear(4, 4)

    def forward(self, x):
        for block in self.blocks or ():
            x = block(x)
        return self.head(x)
"""
_LIST = "[nn.Linear(4, 4) for _ in range(3)]"


@pytest.mark.parametrize(
    "made",
    [
        f"self.blocks = {_LIST} if deep else None",
        f"self.blocks = deep > 0 and {_LIST}",
        f"self.blocks = deep > 0 and deep < 9 and {_LIST}",
    ],
)
def test_the_value_behind_and_is_judged(made: str) -> None:
    assert _rules(_CLASS.format(made=made)) == ["module-list-not-registered"]


@pytest.mark.parametrize(
    "made",
    [
        f"self.blocks = deep > 0 and nn.ModuleList({_LIST})",
        f"self.blocks = {_LIST}; deep > 0 and self.add_module('all', nn.ModuleList(self.blocks))",
        f"self.blocks = {_LIST}; deep > 0 and register(self, self.blocks)",
        f"self.blocks = {_LIST}; assert register(self, self.blocks)",
        f"self.blocks = {_LIST}; kept = [b for b in self.blocks if self.add_module(str(id(b)), b)]",
    ],
)
def test_what_is_registered_behind_and_is_registered(made: str) -> None:
    assert _rules(_CLASS.format(made=made)) == []
