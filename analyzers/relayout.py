"""The logical lines of a text of which a few characters changed: only the lines there are looked at."""

from __future__ import annotations

from bisect import bisect_left

from .finding import Span
from .layout import Comment, Layout, LogicalLine, scan


def relayout(known: Layout, gone: Span, text: str, moved: int) -> tuple[Layout, Span] | None:
    """The layout of `text`, which differs from one whose layout is `known` in that the characters
    of `gone` were replaced and what is behind them has moved, and where it was before what was
    found anew; None where that is all.

    Only the lines that changed are looked at: nothing about a line depends on the ones before it.
    """
    if known.open_strings:
        return None
    lines = known.lines
    first = bisect_left(lines, gone.start, key=lambda line: line.end)
    while first and lines[first - 1].broken:  # one that is given up depends on what follows it
        first -= 1
    behind = bisect_left(lines, gone.end, first, key=lambda line: line.start)
    if first == 0 or first == len(lines):
        return None
    begin = lines[first].start
    found, met = scan(text, begin, {line.end + moved for line in lines[max(behind - 1, first) :]})
    if not met:
        return None
    end = found.lines[-1].end - moved
    back = bisect_left(lines, end, first, key=lambda line: line.start)
    below = tuple(
        LogicalLine(x.start + moved, x.first + moved, x.end + moved, *x[3:]) for x in lines[back:]
    )
    new = Layout(
        lines[:first] + found.lines + below,
        tuple(c for c in known.comments if c.start < begin)
        + found.comments
        + tuple(Comment(c.start + moved, c.text) for c in known.comments if c.start >= end),
        tuple(s for s in known.strings if s.start < begin)
        + found.strings
        + tuple(Span(s.start + moved, s.end + moved) for s in known.strings if s.start >= end),
    )
    return new, Span(begin, end)
