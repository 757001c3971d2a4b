"""Splits a text into top-level statements and reads each by itself, also while the text is broken.

libcst reads a whole module or nothing. Here every top-level statement is a chunk with its own
tree, kept by its text, so that an edit costs one statement and a mistake in one statement does
not hide the others. Inside a chunk that libcst refuses, the logical line it stumbles over is
blanked out and the rest is read again.

Offsets are preserved throughout: a blanked line keeps its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from .finding import Span

# Everything that decides where a logical line ends. Complete strings come before the lone quotes.
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}
             | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
             | "(?!"")(?:[^"\\\r\n]|\\(?:\r\n|.))*"
             | '(?!'')(?:[^'\\\r\n]|\\(?:\r\n|.))*')
  | (?P<open_triple>\"{3}|'{3})
  | (?P<open_quote>["'])
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<continued>\\(?:\r\n|\r|\n))
  | (?P<newline>\r\n|\r|\n)
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


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """One logical line with its line break.

    `first` is where its first word starts; `indent` counts the characters of its indentation.
    """

    start: int
    first: int
    end: int
    indent: int
    blank: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment's text from its `#` on, and where it starts."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The logical lines and the comments of a text; `strings` are the spans of string literals."""

    lines: tuple[LogicalLine, ...]
    comments: tuple[Comment, ...]
    strings: tuple[Span, ...]


def layout(text: str) -> Layout:
    """Find the logical lines of `text`. Never raises, whatever the text holds."""
    lines: list[LogicalLine] = []
    comments: list[Comment] = []
    strings: list[Span] = []
    start = 1 if text.startswith("\ufeff") else 0
    depth, deepest, broken, at = 0, 0, False, start

    def end_line(end: int) -> None:
        nonlocal start, depth, deepest, broken
        body = text[start:end]
        stripped = body.lstrip(" \t\f")
        blank = not stripped or stripped[0] in "#\r\n"
        too_deep = deepest > _DEEPEST_BRACKETS or (len(body) > _LONG_LINE and _too_dense(body))
        # a form feed starts the count of the indentation anew
        indent = len(body) - len(stripped)
        indent -= body[:indent].rfind("\f") + 1
        first = end - len(stripped)
        lines.append(LogicalLine(start, first, end, indent, blank, broken or too_deep))
        start, depth, deepest, broken = end, 0, 0, False

    while True:
        match = _TOKEN.search(text, at)
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
            comments.append(Comment(match.start(), match.group()))
        elif kind == "string":
            strings.append(Span(*match.span()))
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            broken = broken or depth == 0
            depth = max(0, depth - 1)
        elif kind == "open_triple":
            # never closed: give up to the next line that must be code
            broken = True
            resume = _TOP_LEVEL_START.search(text, at)
            at = resume.start() if resume else len(text)
            strings.append(Span(match.start(), at))
            end_line(at)
        elif kind == "open_quote":
            broken, depth = True, 0
            rest = re.compile(r"[^\r\n]*").match(text, at)
            at = rest.end() if rest else at
            strings.append(Span(match.start(), at))
    if start < len(text):
        broken = broken or depth > 0
        end_line(len(text))
    return Layout(tuple(lines), tuple(comments), tuple(strings))


def _too_dense(line: str) -> bool:
    code = _TOKEN.sub(lambda match: "''" if match.lastgroup == "string" else match.group(), line)
    return any(
        sum(1 for _ in _OPERATOR.finditer(part)) > _MOST_OPERATORS for part in code.split(",")
    )


def top_level_spans(text: str, lines: tuple[LogicalLine, ...]) -> Iterator[Span]:
    """The spans of the top-level statements, in order, each with the comments after it."""
    start: int | None = None
    after_decorator = False
    for line in lines:
        if line.blank:
            continue
        begins = line.indent == 0 and not _CLAUSE.match(text, line.first) and not after_decorator
        if begins or start is None:
            if start is not None:
                yield Span(start, line.start)
            start = line.start
        if line.indent == 0:
            after_decorator = text.startswith("@", line.first)
    if start is not None:
        yield Span(start, len(text))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A chunk as read. `module` is None when nothing of it could be read.

    `problems` are the spans, in the chunk, of the logical lines that were left out.
    """

    module: cst.Module | None
    problems: tuple[Span, ...] = ()
    message: str = ""


@lru_cache(maxsize=4096)
def parse_chunk(text: str) -> Parsed:
    """Read one top-level statement; never raises, whatever the text holds."""
    lines = layout(text).lines
    blanked = {index for index, line in enumerate(lines) if line.broken}
    message = "unfinished statement" if blanked else ""
    for _ in range(_MOST_REPAIRS):
        try:
            module = cst.parse_module(_without(text, lines, blanked))
        except cst.ParserSyntaxError as error:
            message = message or error.message
            culprit = _line_at(text, lines, error.raw_line, blanked)
            if culprit is None:
                break
            blanked.add(culprit)
        except (RecursionError, ValueError) as error:
            message = message or str(error)
            break
        else:
            code = [i for i, line in enumerate(lines) if not line.blank]
            if blanked and len(blanked) >= len(code):
                break
            return Parsed(module, _spans(lines, blanked), message)
    return Parsed(None, (Span(0, len(text.rstrip())),), message or "cannot be read")


def _spans(lines: tuple[LogicalLine, ...], which: set[int]) -> tuple[Span, ...]:
    return tuple(Span(lines[i].first, lines[i].end) for i in sorted(which))


def _line_at(
    text: str, lines: tuple[LogicalLine, ...], row: int, blanked: set[int]
) -> int | None:
    """The logical line to give up when libcst complains at `row` (from 1).

    libcst often notices a mistake one line late, so a line that was given up already passes the
    blame to the one before it.
    """
    breaks = list(re.finditer(r"\r\n|\r|\n", text))
    offset = breaks[row - 2].end() if 2 <= row <= len(breaks) + 1 else 0
    index = next((i for i, line in enumerate(lines) if line.start <= offset < line.end), len(lines) - 1)
    while index >= 0 and (lines[index].blank or index in blanked):
        index -= 1
    return index if index >= 0 else None


def _without(text: str, lines: tuple[LogicalLine, ...], which: set[int]) -> str:
    """`text` with some logical lines replaced by something harmless of the same length."""
    if not which:
        return text
    parts: list[str] = []
    for index, line in enumerate(lines):
        body = text[line.start : line.end]
        if index in which:
            following = next((x for x in lines[index + 1 :] if not x.blank), None)
            opens_block = following is not None and following.indent > line.indent
            words = text[line.first : line.end].rstrip("\r\n")
            stand_in = "if 1:" if opens_block else "pass" if len(words) >= 4 else "0"
            kept = re.sub(r"[^\r\n]", " ", words[len(stand_in) :])
            # line breaks in the middle would end the stand-in's line; blank lines are harmless
            body = text[line.start : line.first] + stand_in + kept + text[line.first + len(words) : line.end]
        parts.append(body)
    head = text[: lines[0].start] if lines else ""
    return head + "".join(parts)
