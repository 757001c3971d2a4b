"""Cuts a text into top-level statements, and after an edit again only where it changed.

Every statement is a `Chunk` that remembers what was found out about it. After an edit the chunks
before and behind it are kept and moved; only what lies between is scanned. The result is the same
as cutting the whole text anew: tests/test_incremental.py compares the two over thousands of edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .finding import Span
from .statements import Comment, Layout, Parsed, layout, parse_chunk, top_level_spans


@dataclass(eq=False, slots=True)
class Chunk:
    """A top-level statement with what follows it up to the next one; `start` is its offset.

    `layout` is placed from the start of the chunk. `kept` holds what others found out about the
    statement, by a name of theirs: it lives as long as the text of the chunk does.
    """

    start: int
    text: str
    layout: Layout
    kept: dict[str, object] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def parsed(self) -> Parsed:
        """The chunk as libcst reads it; read when first asked for."""
        return parse_chunk(self.text)

    @property
    def comments(self) -> Iterator[Comment]:
        """The comments in it, placed in the whole text."""
        return (Comment(self.start + c.start, c.text) for c in self.layout.comments)


def cut(text: str) -> list[Chunk]:
    """The chunks of a text; they cover all of it, and the first may hold comments only."""
    return _chunks(text, 0)


def _chunks(text: str, offset: int, found: Layout | None = None) -> list[Chunk]:
    found = found or layout(text)
    spans = list(top_level_spans(text, found.lines))
    first = spans[0].start if spans else len(text)
    if offset == 0 and first > 0:
        spans.insert(0, Span(0, first))
    return [
        Chunk(offset + span.start, text[span.start : span.end], found.part(span)) for span in spans
    ]


def recut(text: str, old: list[Chunk], before: str) -> list[Chunk]:
    """The chunks of `text`, given those of the text `before` it. `old` must not be used after."""
    # a string that was never closed may be closed anywhere now
    if not old or any(chunk.layout.open_strings for chunk in old):
        return cut(text)
    shared = common_prefix(before, text)
    tail = common_suffix(before, text, shared)
    # where a statement ends is decided by the line after it: look at the one before the edit too
    first = max(next((i for i, c in enumerate(old) if c.end > shared), len(old)) - 2, 0)
    start, moved = old[first].start, len(text) - len(before)
    last = next((i for i, c in enumerate(old) if c.start > len(before) - tail), len(old))
    step = 1
    while last < len(old):
        # scan one unchanged statement more: when it comes out as it was, so does the rest
        region = text[start : old[last].end + moved]
        found = layout(region)
        middle = _chunks(region, start, found)
        if found.open_strings:
            break
        if middle and middle[-1].start == old[last].start + moved:
            for chunk in old[last:]:
                chunk.start += moved
            return [*old[:first], *middle[:-1], *old[last:]]
        last += step
        step *= 2
    return [*old[:first], *_chunks(text[start:], start)]


def common_prefix(a: str, b: str) -> int:
    """How many characters two texts share at their start."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(a: str, b: str, shared: int) -> int:
    """How many characters they share at their end, behind the `shared` ones at their start."""
    low, high = 0, min(len(a), len(b)) - shared
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low
