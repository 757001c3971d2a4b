"""Finds the logical lines of a text, and where its top-level statements and their members begin.

One regular expression finds everything that decides where a line ends, also while the text is
broken: nothing here raises, whatever the text holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from .finding import Span

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
# what a decorator can stand above
_DECORATED = re.compile(r"@|(?:class|def|async)\b")

# libcst's parser recurses in native code and ends the process when brackets or operators nest too
# deeply (seen from a few thousand on); Python itself allows 200 brackets.
_DEEPEST_BRACKETS = 100
_LONG_LINE = 1500
_MOST_OPERATORS = 300
_OPERATOR = re.compile(
    r"[-+*/%@&|^~<>=.]|\b(?:not|and|or|lambda|if|else|await)\b|[)\]]\s*(?=[(\[])"
)
# No Python token starts like this; libcst's tokenizer does not say on which line it met one.
_NO_PYTHON = re.compile(r"[\x00$?`]")


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

    def is_code(self, at: int) -> bool:
        """Whether the character there stands in no string and no comment."""
        string = bisect_right(self.strings, at, key=lambda span: span.start) - 1
        comment = bisect_right(self.comments, at, key=lambda c: c.start) - 1
        return not (
            (string >= 0 and at < self.strings[string].end)
            or (
                comment >= 0
                and at < self.comments[comment].start + len(self.comments[comment].text)
            )
        )

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
    return scan(text)[0]


def scan(text: str, begin: int = 0, ends: Container[int] = ()) -> tuple[Layout, bool]:
    """The lines from `begin` on, where one starts, up to the first that ends at one of `ends`; and
    whether there was one."""
    lines: list[LogicalLine] = []
    comments: list[Comment] = []
    strings: list[Span] = []
    start = 1 if begin == 0 and text.startswith("\ufeff") else begin
    depth, deepest, broken, at = 0, 0, False, start
    open_strings: list[int] = []

    def end_line(end: int) -> None:
        nonlocal start, depth, deepest, broken
        body = text[start:end]
        stripped = body.lstrip(" \t\f")
        blank = not stripped or stripped[0] in "#\r\n"
        too_deep = deepest > _DEEPEST_BRACKETS or (len(body) > _LONG_LINE and _too_dense(body))
        impossible = _NO_PYTHON.search(body) is not None and _NO_PYTHON.search(code_of(body))
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
            if start == at and at in ends:
                return Layout(tuple(lines), tuple(comments), tuple(strings)), not open_strings
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
    return Layout(tuple(lines), tuple(comments), tuple(strings), tuple(open_strings)), False


def code_of(line: str) -> str:
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
        for part in code_of(line).split(",")
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
            belongs = _DECORATED if after_decorator else _CLAUSE
            begins = not belongs.match(text, line.first)
        else:
            begins = not opened  # indented by mistake: it must not spoil the statement above
            opened, after_decorator = True, False
        begin = line.first if line.indent == 0 else line.start
        if begins or not started:
            started, in_class = True, False
            yield begin, None
        elif in_class and line.indent > 0:
            belongs = _DECORATED if decorated else _CLAUSE
            begins = line.indent == members and not belongs.match(text, line.first)
            if first or members is None or begins:
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


def opens_block(line: str) -> bool:
    """Whether an indented block belongs below a logical line."""
    return ":" in line and code_of(line).rstrip().endswith(":")
