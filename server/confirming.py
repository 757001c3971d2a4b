"""Which rules say before a run what a finding of the run then shows: one entry for both.

Pure tables: a kind of finding (`StateKind`, or what is not registered), and the rules that mean the
same by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from torchtutor.analyzers.finding import Span

from .session import Known

UNREGISTERED = "unregistered"
# About the same attribute.
_OF_ATTRIBUTE = {
    "not-called": ("layer-never-used", "layer-in-property"),
    "unused": ("layer-never-used",),
    "stays": ("tensor-not-buffer", "class-level-layer"),
}
# On the same line.
_MADE_IN_FORWARD = (
    "layer-created-in-forward",
    "layer-built-on-first-forward",
    "layer-in-property",
    "parameter-created-in-forward",
)
_ON_LINE = {
    UNREGISTERED: (*_MADE_IN_FORWARD, "layer-in-closure", "global-trainable-tensor"),
    "shared": ("shared-layer-by-multiplication",),
    "made-elsewhere": ("tensor-without-device-in-forward", *_MADE_IN_FORWARD),
}
# Anywhere in a class that took part: a run sees the effect, the rule the cause.
_IN_CLASS = {
    "differs": ("dropout-ignores-eval", "layer-created-in-forward", "layer-in-property"),
    "no-gradients": ("graph-cut-in-forward", "forward-returns-nothing"),
    "cut-off": ("graph-cut-in-forward",),
}


class Confirming:
    """What the findings of one run of a class confirm, in its file as it is now."""

    def __init__(self, known: Known, class_name: str, result: Mapping[str, Any]) -> None:
        self._index = known.document.index
        types = {str(info["type"]) for info in result.get("submodules") or ()}
        self._spans = [
            runnable.span
            for runnable in known.runnables
            if runnable.qualified_name == class_name
            or runnable.qualified_name.split(".")[-1] in types
        ]

    def same(
        self, kind: str, line: int, subject: str | None, rule: str, of: str | None, span: Span
    ) -> bool:
        """Whether the finding `kind` at `line` about `subject` is what `rule` says `of` something."""
        if rule in _OF_ATTRIBUTE.get(kind, ()) and subject is not None and subject == of:
            return True
        if rule in _ON_LINE.get(kind, ()) and self._index.line_of(span.start) == line:
            return True
        return rule in _IN_CLASS.get(kind, ()) and any(self._around(span))

    def _around(self, span: Span) -> Iterator[bool]:
        return (outer.start <= span.start <= outer.end for outer in self._spans)
