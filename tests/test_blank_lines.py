"""An edit of blank lines alone reads nothing, and what is known moves as it would if all were read."""

from __future__ import annotations

import libcst as cst
import pytest
from torchtutor.analyzers import Engine, analyze

from benchmarks.equivalence import summary

TEXT = '''\
import torch
from torch import nn


class Net(nn.Module):
    """What it
    does."""

    def __init__(self):
        super().__init__()
        self.layers = [
            nn.Linear(2, 2),
            nn.Linear(2, 2),
        ]
        # meant to be so
        self.scale = torch.ones(3) + \\
            torch.zeros(3)

    def forward(self, x):

        for layer in self.layers:
            x = layer(x)

        return x * self.scale
'''


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What libcst is given to read."""
    found: list[str] = []
    parse = cst.parse_module

    def noted(text: str) -> cst.Module:
        found.append(text)
        return parse(text)

    monkeypatch.setattr(cst, "parse_module", noted)
    return found


def edited(before: str, after: str) -> Engine:
    """An engine that knew `before` and now `after`, as if it had read it whole."""
    engine = Engine()
    engine.analyze(before)
    analysis = engine.analyze(after)
    assert engine.read == after
    assert summary(analysis) == summary(analyze(after))
    return engine


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("super().__init__()\n", "super().__init__()\n        \n"),  # Enter at the end of a line
        ("super().__init__()\n", "super().__init__()\n\n\n"),
        ("    def forward(self, x):\n\n", "    def forward(self, x):\n"),
        ("    def forward(self, x):\n\n", "    def forward(self, x):\n        \n"),
        ("nn\n\n\nclass", "nn\n\n\n\nclass"),
        ("x = layer(x)\n\n", "x = layer(x)\n    \t\n  \n"),
    ],
)
def test_nothing_is_read(parsed: list[str], old: str, new: str, newline: str) -> None:
    before = TEXT.replace("\n", newline)
    after = TEXT.replace(old, new, 1).replace("\n", newline)
    assert after != before
    engine = Engine()
    known = engine.analyze(before)
    parsed.clear()
    analysis = engine.analyze(after)
    assert parsed == []
    assert engine.read == after
    assert len(analysis.every) == len(known.every) > 0
    assert summary(analysis) == summary(analyze(after))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""What it\n', '"""What it\n\n'),  # a string
        ("nn.Linear(2, 2),\n        ]", "nn.Linear(2, 2),\n\n        ]"),  # brackets
        ("+ \\\n", "+ \\\n\n"),  # a backslash
        ("# meant to be so\n", "# meant to be so\n\n"),  # what the comment stands beside
        ("        # meant", "\n        # meant"),
        ("x = layer(x)\n\n", "x = layer(x)\nx\n"),  # no blank line
        ("self.scale\n", "self.scale\n    "),  # the end of the text
    ],
)
def test_where_a_blank_line_may_say_something_it_is_read(old: str, new: str) -> None:
    engine = Engine()
    engine.analyze(TEXT)
    after = TEXT.replace(old, new, 1)
    assert after != TEXT
    analysis, whole = engine.analyze(after), analyze(after)
    if engine.read == after:
        assert summary(analysis) == summary(whole)
    edited(after, TEXT)


def test_a_comment_that_meant_the_next_line_no_longer_does() -> None:
    text = TEXT.replace("# meant to be so", "# not registered on purpose")
    text = text.replace(
        "        self.layers = [", "        # not registered on purpose\n        self.layers = ["
    )
    after = text.replace("purpose\n        self.layers", "purpose\n\n        self.layers")
    edited(text, after)
    edited(after, text)
    assert len(analyze(after).findings) > len(analyze(text).findings)


def test_a_line_that_is_put_in_is_all_that_is_parsed(parsed: list[str]) -> None:
    engine = Engine()
    engine.analyze(TEXT)
    parsed.clear()
    after = TEXT.replace("        self.layers =", "        self.x = 2\n        self.layers =")
    analysis = engine.analyze(after)
    assert [text.strip() for text in parsed] == ["self.x = 2"]
    assert summary(analysis) == summary(analyze(after))
