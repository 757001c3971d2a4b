"""Splits a text into top-level statements and reads each by itself, also while the text is broken.

libcst reads a whole module or nothing. Here every top-level statement is a chunk with its own
tree, kept by its text, so that an edit costs one statement and a mistake in one statement does
not hide the others. Inside a chunk that libcst refuses, the logical line it stumbles over is
blanked out and the rest is read again.

Offsets are preserved throughout: a blanked line keeps its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import libcst as cst

from . import nodes
from .finding import Span

nodes.quicken()

# Everything that decides where a logical line ends, behind what does not. Complete strings come
# before the lone quotes. Nothing is ever given back (`++`, `*+`): that costs most of the time.
_TOKEN = re.compile(
    r"""
    (?: [^\#"'()\[\]{}\\\r\n]*+ )
  (?: (?P<comment>\#[^\r\n]*)
  | (?P<string>\"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3}
             | '{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}
             | "(?!"")(?:[^"\\\r\n]++|\\(?:\r\n|.))*+"
             | '(?!'')(?:[^'\\\r\n]++|\\(?:\r\n|.))*+')
  | (?P<open_triple>\"{3}|'{3})
  | (?P<open_quote>["'])
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<continued>\\(?:\r\n|\r|\n))
  | (?P<newline>\r\n|\r|\n)
  | (?P<other>\\))
    """,
    re.VERBOSE | re.DOTALL,
)
# A line that starts like this cannot lie in brackets: an opening bracket was left open above it.
_STATEMENT_START = re.compile(
    r"[ \t]*(?:(?:def|class|return|raise|while|with|try|pass|assert|del|global|nonlocal|import"
    r"|break|continue|elif|except|finally)\b(?!\s*=[^=])|async\s+(?:def|with)\b|from\s+[\w.]+\s+import\b"
    r"|self\.\w+\s*=[^=])|@[A-Za-z_]"
)
# The same for a line in a string with three quotes, which may well hold indented code.
_TOP_LEVEL_START = re.compile(r"^(?:def|class|import|from|async\s+def|@[A-Za-z_])\b", re.MULTILINE)
_CLASS = re.compile(r"class\b")
_CLAUSE = re.compile(r"(?:else|elif|except|finally)\b")

# libcst's parser recurses in native code and ends the process when brackets or operators nest too
# deeply (seen from a few thousand on); Python itself allows 200 brackets.
_DEEPEST_BRACKETS = 100
_LONG_LINE = 1500
_MOST_OPERATORS = 300
_OPERATOR = re.compile(
    r"[-+*/%@&|^~<>=.]|\b(?:not|and|or|lambda|if|else|await)\b|[)\]]\s*(?=[(\[])"
)
_MOST_REPAIRS = 8
# No Python token starts like this; libcst's tokenizer does not say on which line it met one.
_NO_PYTHON = re.compile(r"[\x00$?`]")
_WHERE = re.compile(r"error at (\d+):(\d+)")


class LogicalLine(NamedTuple):
    """One logical line with its line break.

    `first` is where its first word starts; `indent` counts the characters of its indentation.
    """

    start: int
    first: int
    end: int
    indent: int
    blank: bool
    broken: bool


_T = TypeVar("_T")


class Comment(NamedTuple):
    """A comment's text from its `#` on, and where it starts."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The logical lines and the comments of a text; `strings` are the spans of string literals.

    `open_strings` are the places of strings with three quotes that are never closed.
    """

    lines: tuple[LogicalLine, ...]
    comments: tuple[Comment, ...]
    strings: tuple[Span, ...]
    open_strings: tuple[int, ...] = ()

    def part(self, span: Span) -> Layout:
        """The layout of the characters of `span`, placed from its start."""
        move = span.start

        def within(items: Sequence[_T], place: Callable[[_T], int]) -> Sequence[_T]:
            # they are in the order of the text
            first = bisect_left(items, span.start, key=place)
            return items[first : bisect_left(items, span.end, first, key=place)]

        return Layout(
            tuple(
                LogicalLine(
                    max(x.start - move, 0),
                    x.first - move,
                    x.end - move,
                    x.indent,
                    x.blank,
                    x.broken,
                )
                for x in within(self.lines, lambda line: line.first)
            ),
            tuple(
                Comment(c.start - move, c.text) for c in within(self.comments, lambda c: c.start)
            ),
            tuple(
                Span(s.start - move, s.end - move) for s in within(self.strings, lambda s: s.start)
            ),
            tuple(at - move for at in within(self.open_strings, lambda at: at)),
        )


def layout(text: str) -> Layout:
    """Find the logical lines of `text`. Never raises, whatever the text holds."""
    lines: list[LogicalLine] = []
    comments: list[Comment] = []
    strings: list[Span] = []
    start = 1 if text.startswith("\ufeff") else 0
    depth, deepest, broken, at = 0, 0, False, start
    open_strings: list[int] = []

    def end_line(end: int) -> None:
        nonlocal start, depth, deepest, broken
        body = text[start:end]
        stripped = body.lstrip(" \t\f")
        blank = not stripped or stripped[0] in "#\r\n"
        too_deep = deepest > _DEEPEST_BRACKETS or (len(body) > _LONG_LINE and _too_dense(body))
        impossible = _NO_PYTHON.search(body) is not None and _NO_PYTHON.search(_code(body))
        # a form feed starts the count of the indentation anew; libcst drops it when it writes
        # the code out again, which would move every place after it
        first = end - len(stripped)
        indent = first - start - (body.rfind("\f", 0, first - start) + 1)
        broken = broken or (not blank and indent > 0 and "\f" in body[: first - start])
        lines.append(
            LogicalLine(start, first, end, indent, blank, broken or too_deep or bool(impossible))
        )
        start, depth, deepest, broken = end, 0, 0, False

    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            break
        at = match.end()
        kind = match.lastgroup
        if kind == "newline":
            if depth == 0:
                end_line(at)
            elif _STATEMENT_START.match(text, at):
                broken = True
                end_line(at)
        elif kind == "comment":
            comments.append(Comment(match.start("comment"), match["comment"]))
        elif kind == "string":
            strings.append(Span(*match.span("string")))
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            broken = broken or depth == 0
            depth = max(0, depth - 1)
        elif kind == "open_triple":
            # never closed: give up to the next line that must be code
            broken = True
            open_strings.append(match.start("open_triple"))
            resume = _TOP_LEVEL_START.search(text, at)
            at = resume.start() if resume else len(text)
            strings.append(Span(match.start("open_triple"), at))
            end_line(at)
        elif kind == "open_quote":
            broken, depth = True, 0
            rest = re.compile(r"[^\r\n]*").match(text, at)
            at = rest.end() if rest else at
            strings.append(Span(match.start("open_quote"), at))
    if start < len(text):
        broken = broken or depth > 0
        end_line(len(text))
    return Layout(tuple(lines), tuple(comments), tuple(strings), tuple(open_strings))


def _code(line: str) -> str:
    """The line with its strings emptied and its comment removed."""

    def without(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind not in ("string", "comment"):
            return match.group()
        return match.string[match.start() : match.start(kind)] + ("''" if kind == "string" else "")

    return _TOKEN.sub(without, line)


def _too_dense(line: str) -> bool:
    return any(
        sum(1 for _ in _OPERATOR.finditer(part)) > _MOST_OPERATORS
        for part in _code(line).split(",")
    )


def beginnings(
    text: str, lines: tuple[LogicalLine, ...], members: int | None = None
) -> Iterator[tuple[int, int | None]]:
    """Where top-level statements begin, each with None, and members of top-level classes, each
    with the indentation of the members.

    What follows a beginning belongs to it up to the next one, the comments too. `lines` may start
    with a member: then `members` is its indentation.
    """
    started = opened = in_class = first = members is not None
    after_decorator = decorated = False
    for line in lines:
        if line.blank:
            continue
        if line.indent == 0:
            begins = not _CLAUSE.match(text, line.first) and not after_decorator
        else:
            begins = not opened  # indented by mistake: it must not spoil the statement above
            opened, after_decorator = True, False
        begin = line.first if line.indent == 0 else line.start
        if begins or not started:
            started, in_class = True, False
            yield begin, None
        elif in_class and line.indent > 0:
            clause = _CLAUSE.match(text, line.first)
            if (
                first
                or members is None
                or (line.indent == members and not decorated and not clause)
            ):
                members = line.indent
                yield begin, members
            decorated = line.indent == members and text.startswith("@", line.first)
        first = False
        if line.indent == 0:
            after_decorator = text.startswith("@", line.first)
            opens = opens_block(text[line.first : line.end])
            opened = line.broken or after_decorator or opens
            in_class = opens and not line.broken and bool(_CLASS.match(text, line.first))
            members, decorated = None, False


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


def opens_block(line: str) -> bool:
    """Whether an indented block belongs below a logical line."""
    return ":" in line and _code(line).rstrip().endswith(":")


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
