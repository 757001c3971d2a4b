"""A line typed for practice, so that the learner's first key costs as little as the later ones.

What Python runs for the first time it has to adapt to what it sees, and tables are made when they are first asked: the
first keys would pay for that, each as much again as it costs. A scratch document goes the way that a key goes,
from the change to the diagnostics; what is found in it is told to nobody.
"""

from __future__ import annotations

from collections.abc import Generator

from torchtutor.analyzers import Engine

from .document import Document
from .features.diagnostics import diagnostics
from .pygls_documents import Change
from .session import App, Known

_BEFORE = """\
import torch
from torch import nn


class Rehearsed(nn.Module):
    def __init__(self):
        super().__init__()
        self.kept = nn.Linear(1, 1)
"""
_INDENT = " " * 8
_TYPED = "self.layers = [nn.Linear(1, 1) for _ in range(2)]"
_AFTER = """

    def forward(self, x):
        return self.kept(x)
"""


def rehearse(ls: App) -> Generator[None, None, None]:
    """Opens a line in a small class and types a mistake key by key, in steps of less than a millisecond."""
    engine = Engine()  # not patient: what a key may cost is reading
    document = Document.of("rehearsal:/net.py", 0, _BEFORE + _AFTER)
    yield from engine.steps(document.text)
    row = _BEFORE.count("\n")
    for number, key in enumerate((f"{_INDENT}\n", *_TYPED)):
        yield
        place = {"line": row, "character": len(_INDENT) + number - 1 if number else 0}
        change = Change.read({"range": {"start": place, "end": place}, "text": key})
        assert change.start is not None and change.end is not None
        document = document.edited(
            number + 1, change.start, change.end, change.text, ls.session.client.encoding
        )
        analysis = yield from engine.steps(document.text)
        known = Known(document, analysis, analysis.what_runs)
        diagnostics(ls, known)
        _ = known.runnables
