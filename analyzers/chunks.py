"""Cuts a text into top-level statements, classes into members, and after an edit only what changed.

Every statement is a `Chunk` that remembers what was found out about it; it consists of one `Piece`,
a class of one for its head and one for each member. After an edit the pieces before and behind it
are kept and moved; only what lies between is scanned. The result is the same as cutting the whole
text anew: tests/test_incremental.py compares the two over thousands of edits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from .finding import Span
from .layout import Comment, Layout, beginnings, layout
from .relayout import relayout

_MOVES_MODEL = re.compile(
    r"\.cuda\(|\.to\(\s*(?:device|self\.device|args\.device|[\"'](?:cuda|mps|xpu))"
)


_OPEN_STRINGS = attrgetter("layout.open_strings")


@dataclass(eq=False, slots=True)
class Piece:
    """A stretch of whole logical lines; `start` is its offset, its `layout` is placed from there.

    `indent` is None where a top-level statement begins; for a member of a class it is the
    indentation of the members. `kept` holds what others found out about it, by a name of theirs:
    it lives as long as its text does.
    """

    start: int
    text: str
    layout: Layout
    indent: int | None
    kept: dict[str, object] = field(default_factory=dict)
    chunk: Chunk | None = None
    # the last piece in this place that was read, if this one was edited since
    before: Piece | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def broken(self) -> bool:
        """Whether one of its logical lines is, before libcst has seen it."""
        return any(line.broken for line in self.layout.lines)

    @property
    def first_line_end(self) -> int:
        """Where its first line of code ends, from its start; in a piece without code, its end."""
        lines = self.layout.lines
        return next((line.end for line in lines if not line.blank), len(self.text))

    @property
    def moves_models(self) -> bool:
        """Whether it sends something to another device by name."""
        known = self.kept.get("moves models")
        if known is None:
            known = self.kept["moves models"] = _MOVES_MODEL.search(self.text) is not None
        return known is True

    @property
    def comments(self) -> Iterator[Comment]:
        """The comments in it, placed in the whole text."""
        return (Comment(self.start + c.start, c.text) for c in self.layout.comments)


class Chunk:
    """A top-level statement with what follows it up to the next one, in its pieces."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.kept: dict[str, object] = {}
        for piece in pieces:
            piece.chunk = self

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @cached_property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def moves_models(self) -> bool:
        """Whether it sends something to another device by name."""
        return any(piece.moves_models for piece in self.pieces)

    @property
    def comments(self) -> Iterator[Comment]:
        """The comments in it, placed in the whole text."""
        return (comment for piece in self.pieces for comment in piece.comments)

    def piece_at(self, offset: int) -> Piece:
        """The piece in which the offset lies."""
        return next((p for p in self.pieces if offset < p.end), self.pieces[-1])


def cut(text: str) -> list[Chunk]:
    """The chunks of a text; they cover all of it, and the first may hold comments only."""
    return _grouped(_pieces(text, 0, layout(text)))


def _grouped(pieces: list[Piece]) -> list[Chunk]:
    """The pieces as statements; a statement whose pieces are all as they were is the same one."""
    starts = [i for i, piece in enumerate(pieces) if piece.indent is None]
    chunks: list[Chunk] = []
    ends = [*starts[1:], len(pieces)][: len(starts)]
    for start, end in zip(starts, ends, strict=True):
        group, known = pieces[start:end], pieces[start].chunk
        chunks.append(known if known is not None and known.pieces == group else Chunk(group))
    return chunks


def _pieces(text: str, offset: int, found: Layout, indent: int | None = None) -> list[Piece]:
    """The pieces of a stretch that begins at `offset` with a piece of this `indent`."""
    begins = list(beginnings(text, found.lines, indent))
    if offset == 0 and text and (not begins or begins[0][0] > 0):
        begins.insert(0, (0, None))
    ends = [*(start for start, _ in begins[1:]), len(text)][: len(begins)]
    return [
        Piece(offset + start, text[start:end], found.part(Span(start, end)), indent)
        for (start, indent), end in zip(begins, ends, strict=True)
    ]


def recut(
    text: str, old: list[Chunk], before: str, same: tuple[int, int] | None = None
) -> list[Chunk]:
    """The chunks of `text`, given those of the text `before` it. `old` must not be used after.

    `same` says how many characters the texts share at both ends, if that is known.
    """
    if not old:
        return cut(text)
    pieces = [piece for chunk in old for piece in chunk.pieces]
    shared, tail = same or shared_ends(before, text)
    first = bisect_right(pieces, shared, key=lambda piece: piece.end)
    gone, moved = Span(shared, len(before) - tail), len(text) - len(before)
    fresh = _inside(text, pieces, first, gone, moved)
    if fresh is None:
        return _grouped(_recut(text, pieces, before, first, (shared, tail)))
    changed, edited = pieces[first], pieces[first].chunk
    assert edited is not None
    group = [fresh if piece is changed else piece for piece in edited.pieces]
    return [Chunk(group) if chunk is edited else chunk for chunk in old]


def _recut(
    text: str, old: list[Piece], before: str, first: int, ends: tuple[int, int]
) -> list[Piece]:
    """The pieces, scanned anew from the one of that number on until one begins where it did."""
    shared, tail = ends
    if first == len(old) or shared <= old[first].start + old[first].first_line_end:
        # where a piece ends is decided by the line after it: look at the ones before too
        first = max(first - 2, 0)
    # a string that was never closed may be closed by what was put in behind it
    changed = len(before) - tail
    opened = (
        i for i, p in enumerate(old) for at in p.layout.open_strings if p.start + at < changed
    )
    first = min(first, next(opened, first))
    start, indent, moved = old[first].start, old[first].indent, len(text) - len(before)
    last = next((i for i, p in enumerate(old) if p.start > len(before) - tail), len(old))
    step = 1
    while last < len(old):
        # scan one unchanged line more: when a piece begins there as it did, so does the rest
        region = text[start : old[last].start + old[last].first_line_end + moved]
        found = layout(region)
        middle = _pieces(region, start, found, indent)
        if found.open_strings:
            break
        same = middle and middle[-1].start == old[last].start + moved
        if same and middle[-1].indent == old[last].indent:
            for piece in old[last:]:
                piece.start += moved
            return [*old[:first], *_known(middle[:-1], old[first:last]), *old[last:]]
        last += step
        step *= 2
    rest = _pieces(text[start:], start, layout(text[start:]), indent)
    return [*old[:first], *_known(rest, old[first:])]


def _inside(text: str, old: list[Piece], first: int, gone: Span, moved: int) -> Piece | None:
    """What the piece of that number is now, when all that was replaced lies inside a definition, deeper than what
    begins one. Those behind it are moved."""
    piece = old[first] if first < len(old) else None
    if piece is None or gone.end >= piece.end or gone.start <= piece.start + piece.first_line_end:
        return None
    if any(map(_OPEN_STRINGS, old[:first])):
        return None
    code = text[piece.start : piece.end + moved]
    found = relayout(piece.layout, gone.moved(-piece.start), code, moved)
    if found is None:
        return None
    lines, anew = found
    fresh = Piece(piece.start, code, lines, piece.indent)
    if not (_deeper(piece, anew) and _deeper(fresh, Span(anew.start, anew.end + moved))):
        return None
    fresh.before = piece if "fragment" in piece.kept else piece.before
    for later in old[first + 1 :]:
        later.start += moved
    return fresh


def _deeper(piece: Piece, place: Span) -> bool:
    """Whether the lines at a place, and the last one, are indented deeper than what begins such a piece;
    and the piece does not open a class at top level, where every indented line may begin one."""
    outside = piece.indent or 0
    lines = [line for line in piece.layout.lines if not line.blank]
    at_top = (line.first for line in lines if line.indent == 0)
    return (
        lines[-1].indent > outside
        and all(x.indent > outside for x in lines if place.start <= x.start < place.end)
        and not any(piece.text.startswith("class", first) for first in at_top)
    )


def _known(new: list[Piece], old: list[Piece]) -> list[Piece]:
    """The `new` pieces, those in the place of `old` ones that say the same replaced by them."""
    front = 0
    while front < min(len(new), len(old)) and _same(new[front], old[front]):
        front += 1
    back = 0
    while back < min(len(new), len(old)) - front and _same(new[-1 - back], old[-1 - back]):
        back += 1
    pairs = [*zip(new[:front], old, strict=False)]
    pairs += zip(new[len(new) - back :], old[len(old) - back :], strict=True)
    for fresh, known in pairs:
        known.start = fresh.start
    changed = new[front : len(new) - back]
    gone = old[front : len(old) - back]
    if len(changed) == len(gone) == 1:
        changed[0].before = gone[0] if "fragment" in gone[0].kept else gone[0].before
    return [*old[:front], *changed, *old[len(old) - back :]]


def _same(a: Piece, b: Piece) -> bool:
    return a.text == b.text and a.indent == b.indent and a.layout == b.layout


def shared_ends(a: str, b: str) -> tuple[int, int]:
    """How many characters two texts share at their start, and behind those at their end."""
    start = common_prefix(a, b)
    return start, common_suffix(a, b, start)


def joined_ends(
    first: tuple[int, int], second: tuple[int, int], shortest: int
) -> tuple[int, int] | None:
    """What two texts share at both ends, by what each shares with a third one, if that says it.

    `shortest` is the length of the shorter one.
    """
    start, tail = min(first[0], second[0]), min(first[1], second[1])
    # where both differ from the third in one place, they may be the same there
    said = first[0] != second[0] and tail >= shortest - start
    return (start, shortest - start) if said else None


def common_prefix(a: str, b: str) -> int:
    """How many characters two texts share at their start."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if b.startswith(a[low:middle], low):  # with one copy instead of two
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(a: str, b: str, shared: int) -> int:
    """How many characters they share at their end, behind the `shared` ones at their start."""
    low, high = 0, min(len(a), len(b)) - shared
    while low < high:
        middle = (low + high + 1) // 2
        if b.endswith(a[len(a) - middle : len(a) - low], 0, len(b) - low):
            low = middle
        else:
            high = middle - 1
    return low
