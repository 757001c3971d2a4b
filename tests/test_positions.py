"""Positions against an oracle that encodes: the product itself never encodes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torchtutor.server.positions import Encoding, LineIndex, Place

CODECS = {
    Encoding.UTF8: ("utf-8", 1),
    Encoding.UTF16: ("utf-16-le", 2),
    Encoding.UTF32: ("utf-32-le", 4),
}

# Characters of every width, every line break, and what only str.splitlines takes for one.
CHARACTERS = st.sampled_from(
    [*"ab =(é한글🙂\U0001f469\u200d\t", "\f", "\v", "\x1c", "\x85", "\u2028", "\n", "\r"]
)
TEXTS = st.lists(st.one_of(CHARACTERS, st.just("\r\n")), max_size=40).map("".join)
ENCODINGS = st.sampled_from(Encoding)


def units(text: str, encoding: Encoding) -> int:
    codec, width = CODECS[encoding]
    return len(text.encode(codec)) // width


def oracle_lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


@given(TEXTS)
def test_lines_are_those_of_the_specification(text: str) -> None:
    index = LineIndex(text)
    assert [index.line_text(line) for line in range(index.line_count)] == oracle_lines(text)


@given(TEXTS, ENCODINGS, st.data())
def test_place_agrees_with_encoding_the_line_before_it(
    text: str, encoding: Encoding, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset]
    inside_break = before.endswith("\r") and text[offset : offset + 1] == "\n"
    lines = oracle_lines(before[:-1] if inside_break else before)
    place = LineIndex(text).place(offset, encoding)
    assert place == (len(lines) - 1, units(lines[-1], encoding))
    if not inside_break:
        assert LineIndex(text).offset(*place, encoding) == offset


@given(TEXTS, ENCODINGS, st.integers(-2, 60), st.integers(-2, 60))
def test_two_places_at_once_are_those_of_each(
    text: str, encoding: Encoding, first: int, last: int
) -> None:
    index = LineIndex(text)
    alone = (index.place(first, encoding), index.place(last, encoding))
    assert index.places(first, last, encoding) == alone


@given(TEXTS, ENCODINGS, st.integers(-2, 60), st.integers(-2, 200))
def test_every_position_clamps_into_its_line(
    text: str, encoding: Encoding, line: int, column: int
) -> None:
    index = LineIndex(text)
    offset = index.offset(line, column, encoding)
    if line >= index.line_count:
        assert offset == len(text)
        return
    start, end = index.line_span(line)
    assert start <= offset <= end
    if line >= 0:
        before = units(text[start:offset], encoding)
        assert before <= max(column, 0)
        assert offset == end or before + units(text[offset], encoding) > column


@pytest.mark.parametrize(
    ("encoding", "column", "offset"),
    [
        (Encoding.UTF8, 1, 0),
        (Encoding.UTF8, 3, 0),
        (Encoding.UTF8, 4, 1),
        (Encoding.UTF16, 1, 0),
        (Encoding.UTF16, 2, 1),
        (Encoding.UTF32, 1, 1),
    ],
)
def test_inside_a_character_means_its_start(encoding: Encoding, column: int, offset: int) -> None:
    assert LineIndex("🙂x").offset(0, column, encoding) == offset


def test_the_line_after_the_last_break_exists() -> None:
    index = LineIndex("a\r\n")
    assert index.line_count == 2
    assert index.place(3, Encoding.UTF16) == Place(1, 0)
    assert index.place(99, Encoding.UTF16) == Place(1, 0)
    assert index.offset(1, 0, Encoding.UTF16) == 3


def test_a_lone_surrogate_is_one_unit_of_utf16() -> None:
    text = "\ud800x한"
    index = LineIndex(text)
    assert index.place(2, Encoding.UTF16) == Place(0, 2)
    assert index.place(2, Encoding.UTF8) == Place(0, 4)
    assert index.offset(0, 3, Encoding.UTF16) == 3


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), TEXTS), max_size=6))
def test_the_index_after_edits_is_that_of_the_new_text(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    index = LineIndex(text)
    for at, gone, new_text in edits:
        first = min(at, len(text))
        last = min(first + gone, len(text))
        index = index.edited(first, last, new_text)
        text = text[:first] + new_text + text[last:]
        fresh = LineIndex(text)
        assert index.text == text
        assert index.line_count == fresh.line_count
        lines = range(fresh.line_count)
        assert [index.line_span(n) for n in lines] == [fresh.line_span(n) for n in lines]
        offsets = range(len(text) + 1)
        assert [index.line_of(n) for n in offsets] == [fresh.line_of(n) for n in offsets]
