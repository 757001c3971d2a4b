"""Where the nodes of a statement stand that was read in pieces."""

from __future__ import annotations

import libcst as cst

from .finding import Span
from .fragments import Fragment
from .read_chunk import ReadChunk


class FragmentPlaces:
    """Offsets of the nodes of a statement, as `places.Places`."""

    def __init__(self, read: ReadChunk) -> None:
        self._read = read
        self._last = read.fragments[0]

    def span(self, node: cst.CSTNode) -> Span:
        """Where `node` stands in the text, without the parentheses around it."""
        return self._assembled(node) or self._fragment_of(node).places.span(node)

    def outer(self, node: cst.CSTNode) -> Span:
        """Where `node` stands in the text, with the parentheses around it."""
        return self._assembled(node) or self._fragment_of(node).places.outer(node)

    def _fragment_of(self, node: cst.CSTNode) -> Fragment:
        if len(self._read.fragments) == 1:
            return self._last
        if not self._last.census.knows(node):  # one question follows the other in one place
            found = self._read.fragment_of(node)
            if found is None:
                raise KeyError(type(node).__name__)
            self._last = found
        return self._last

    def _assembled(self, node: cst.CSTNode) -> Span | None:
        whole = self._read.assembled
        if whole is None or (node is not whole and node is not whole.body):
            return None
        first, *_, last = self._read.fragments
        (head,), (tail,) = first.module.body, last.module.body
        assert isinstance(head, cst.ClassDef)
        assert isinstance(tail, cst.ClassDef)
        end = last.places.span(_last_line(tail.body.body[-1])).end
        if node is whole:
            return Span(first.places.span(head).start, end)
        second = self._read.fragments[1]
        (start,) = second.module.body
        assert isinstance(start, cst.ClassDef)
        return Span(second.places.span(start.body.body[0]).start, end)


def _last_line(statement: cst.CSTNode) -> cst.CSTNode:
    """What a statement ends with: measuring one line takes less than a whole method."""
    while not isinstance(statement, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
        below = next((part for name in _LAST if (part := getattr(statement, name, None))), None)
        if below is None:  # a suite without a statement
            return statement
        statement = below[-1] if isinstance(below, (list, tuple)) else below
    return statement


# What statements and suites end with, the last first.
_LAST = ("finalbody", "orelse", "handlers", "cases", "body")
