"""LSP positions and character offsets; the only place that converts between them.

An offset counts characters (code points) of the text. A position is a line and a column in the
code units that client and server agreed on: UTF-8 bytes, UTF-16 words or UTF-32 characters. LSP
breaks lines at `\\n`, `\\r\\n` and `\\r` only; a form feed or U+2028 is an ordinary character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|\r|\n")


class Encoding(StrEnum):
    """The unit in which a client counts columns."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Place(NamedTuple):
    """A line and a column in code units, both from 0."""

    line: int
    column: int


def _utf8_units(character: str) -> int:
    code = ord(character)
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def _utf16_units(character: str) -> int:
    return 1 if ord(character) < 0x10000 else 2


def _utf32_units(_: str) -> int:
    return 1


# Not str.encode: JSON can carry a lone surrogate, which no encoder accepts.
_UNITS: dict[Encoding, Callable[[str], int]] = {
    Encoding.UTF8: _utf8_units,
    Encoding.UTF16: _utf16_units,
    Encoding.UTF32: _utf32_units,
}


class LineIndex:
    """Where the lines of one text start. Every conversion clamps, none raises.

    A line past the end means the end of the text, a column past the end of its line means the end
    of that line (before its break), and a place inside a character means the start of it.
    """

    __slots__ = ("_by", "_moved", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        # the starts from that line on are those of an earlier text and have moved by so much since
        self._moved, self._by = 0, 0
        if "\r" in text:
            self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        else:
            lengths = [len(line) + 1 for line in text.split("\n")]
            lengths.pop()
            self._starts = [0, *accumulate(lengths)]

    def edited(self, first: int, last: int, new_text: str) -> LineIndex:
        """The index of the text with what is between two offsets replaced.

        An edit inside one line costs the same in a short text and in a long one.
        """
        old, text = self._text, self._text[:first] + new_text + self._text[last:]
        # behind a lone \r it may make or part a \r\n
        lone = first > 0 and old[first - 1] == "\r"
        if lone or _BREAK.search(new_text) or _BREAK.search(old, first, last):
            return LineIndex(text)
        line, by = self.line_of(first) + 1, len(new_text) - (last - first)
        index = object.__new__(LineIndex)
        index._text = text
        if self._by == 0 or self._moved == line:
            index._starts, index._moved, index._by = self._starts, line, self._by + by
        else:
            count = len(self._starts)
            index._starts, index._moved, index._by = [*map(self._start, range(count))], line, by
        return index

    @property
    def text(self) -> str:
        """The text."""
        return self._text

    def _start(self, line: int) -> int:
        start = self._starts[line]
        return start if line < self._moved else start + self._by

    @property
    def line_count(self) -> int:
        """How many lines there are; a text that ends in a break has an empty last one."""
        return len(self._starts)

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end offset of a line from 0, without its break."""
        line = min(max(line, 0), len(self._starts) - 1)
        start = self._start(line)
        if line + 1 == len(self._starts):
            return start, len(self._text)
        end = self._start(line + 1) - 1
        if end > start and self._text[end - 1 : end + 1] == "\r\n":
            end -= 1
        return start, end

    def line_text(self, line: int) -> str:
        """The characters of a line from 0, without its break."""
        start, end = self.line_span(line)
        return self._text[start:end]

    def line_of(self, offset: int) -> int:
        """The line, from 0, that an offset lies on."""
        offset, moved = min(max(offset, 0), len(self._text)), self._moved
        if moved == len(self._starts) or offset < self._start(moved):
            return bisect_right(self._starts, offset, 0, moved) - 1
        return bisect_right(self._starts, offset - self._by, moved) - 1

    def offset(self, line: int, column: int, encoding: Encoding) -> int:
        """The offset of a client's position."""
        if line >= len(self._starts):
            return len(self._text)
        start, end = self.line_span(line)
        if line < 0 or column <= 0:
            return start
        content = self._text[start:end]
        if encoding is Encoding.UTF32 or content.isascii():
            return min(start + column, end)
        width = _UNITS[encoding]
        for at, character in enumerate(content):
            column -= width(character)
            if column < 0:
                return start + at
        return end

    def place(self, offset: int, encoding: Encoding) -> Place:
        """The client's position of an offset."""
        return self.places(offset, offset, encoding)[0]

    def places(self, first: int, last: int, encoding: Encoding) -> tuple[Place, Place]:
        """The client's positions of two offsets; cheaper than one by one where one line has both."""
        line = self.line_of(first)
        start, end = self.line_span(line)
        one = Place(line, self._units(start, min(max(first, 0), end), encoding))
        if first == last:
            return one, one
        if 0 <= first <= last <= end:
            return one, Place(line, one.column + self._units(first, last, encoding))
        return one, self.place(last, encoding)

    def _units(self, start: int, end: int, encoding: Encoding) -> int:
        content = self._text[start:end]
        if encoding is Encoding.UTF32 or content.isascii():
            return len(content)
        return sum(map(_UNITS[encoding], content))
