"""Reads top-level statements each by itself, also while the text is broken.

libcst reads a whole module or nothing. Here every top-level statement is a chunk with its own
tree, kept by its text, so that an edit costs one statement and a mistake in one statement does
not hide the others. Inside a chunk that libcst refuses, the logical line it stumbles over is
blanked out and the rest is read again.

Offsets are preserved throughout: a blanked line keeps its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from . import nodes
from .finding import Span
from .layout import LogicalLine, layout, opens_block

nodes.quicken()

_MOST_REPAIRS = 8
_WHERE = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A chunk as read. `module` is None when nothing of it could be read.

    `problems` are the spans, in the chunk, of the logical lines that were left out.
    """

    module: cst.Module | None
    problems: tuple[Span, ...] = ()
    message: str = ""


@lru_cache(maxsize=64)  # trees are large; documents keep their own
def parse_chunk(text: str, broken: bool | None = None) -> Parsed:
    """Read one top-level statement; never raises, whatever the text holds.

    `broken`: whether one of its logical lines is, where that is known.
    """
    if broken is None:
        broken = _any_broken(text)
    try:
        return Parsed(cst.parse_module(text)) if not broken else _repaired(text)
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return _repaired(text)


def _any_broken(text: str) -> bool:
    return any(line.broken for line in layout(text).lines)


def _repaired(text: str) -> Parsed:
    """Read what is left of a chunk when the lines that libcst stumbles over are left out."""
    lines = layout(text).lines
    misplaced = _misplaced(text, lines)
    blanked = {index for index, line in enumerate(lines) if line.broken} | misplaced
    message = "unfinished statement" if blanked else ""
    for _ in range(_MOST_REPAIRS):
        try:
            module = cst.parse_module(_without(text, lines, blanked, misplaced))
        except cst.ParserSyntaxError as error:
            message = message or error.message
            culprit = _culprit(text, lines, error, blanked)
            if culprit is None:
                break
            blanked.add(culprit)
        except (RecursionError, ValueError) as error:
            message = message or str(error)
            break
        else:
            if all(line.blank or index in blanked for index, line in enumerate(lines)):
                break
            return Parsed(module, _spans(lines, blanked), message)
    return Parsed(None, (Span(0, len(text.rstrip())),), message or "cannot be read")


def _misplaced(text: str, lines: tuple[LogicalLine, ...]) -> set[int]:
    """The lines whose indentation fits no block around them."""
    wrong: set[int] = set()
    levels = [0]
    opens = False
    for index, line in enumerate(lines):
        if line.blank:
            continue
        if line.indent > levels[-1]:
            if not opens and not line.broken:
                wrong.add(index)
                continue
            levels.append(line.indent)
        else:
            while levels[-1] > line.indent:
                levels.pop()
            if levels[-1] != line.indent:
                wrong.add(index)
                continue
        opens = line.broken or opens_block(text[line.first : line.end])
    return wrong


def _spans(lines: tuple[LogicalLine, ...], which: set[int]) -> tuple[Span, ...]:
    return tuple(Span(lines[i].first, lines[i].end) for i in sorted(which))


def _culprit(
    text: str, lines: tuple[LogicalLine, ...], error: cst.ParserSyntaxError, blanked: set[int]
) -> int | None:
    """The logical line to give up for an error of libcst's.

    libcst notices an unfinished line at the first word of the next one, so an error there is
    blamed on the line before; what was given up already passes the blame on.
    """
    match = _WHERE.search(error.message)
    row, column = (int(match[1]), int(match[2])) if match else (error.raw_line, 1 << 30)
    breaks = list(re.finditer(r"\r\n|\r|\n", text))
    start = breaks[row - 2].end() if 2 <= row <= len(breaks) + 1 else 0
    code = [index for index, line in enumerate(lines) if not line.blank and index not in blanked]
    at = [index for index in code if lines[index].start <= start < lines[index].end]
    before = [index for index in code if lines[index].end <= start]
    if at and column > lines[at[0]].first - lines[at[0]].start:
        return at[0]
    return before[-1] if before else at[0] if at else None


def _without(text: str, lines: tuple[LogicalLine, ...], which: set[int], erased: set[int]) -> str:
    """`text` with some logical lines replaced by something harmless of the same length.

    A line whose indentation is the mistake is `erased`; others leave a statement in their place,
    so that the block around them does not become empty.
    """
    parts: list[str] = []
    for index, line in enumerate(lines):
        body = text[line.start : line.end]
        if index in which:
            following = next((x for x in lines[index + 1 :] if not x.blank), None)
            opens_block = following is not None and following.indent > line.indent
            words = text[line.first : line.end].rstrip("\r\n")
            stand_in = "if 1:" if opens_block else "pass" if len(words) >= 4 else "0"
            if index in erased:
                stand_in = ""
            kept = re.sub(r"[^\r\n]", " ", words[len(stand_in) :])
            # line breaks in the middle would end the stand-in's line; blank lines are harmless
            body = (
                text[line.start : line.first]
                + stand_in
                + kept
                + text[line.first + len(words) : line.end]
            )
        parts.append(body)
    head = text[: lines[0].start] if lines else ""
    return head + "".join(parts)
