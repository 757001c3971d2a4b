"""While a line is being typed: what was known before it broke, at its moved place.

Most states of a text under the hands of a typist cannot be read. When all that changed since the
last analysis lies in lines that are not Python by themselves, nothing new can be learnt, and code
that was fine must not be blamed because a line beside it is half there. So findings stay, except
those on the lines that changed.

A name alone on a line, `self.lay`, is Python, but mostly the beginning of something else. Who can come
back to it when the typist rests (`patient`) takes it for unfinished until then.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword

import libcst as cst

from .chunks import Chunk, Piece, shared_ends
from .finding import Analysis, Edit, Finding, Fix, Later, Related, Runnable, Span, SyntaxProblem
from .layout import LogicalLine, opens_block
from .splice import READ_ALONE

_BREAKS = "\r\n"
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\s*")
# What may only stand next to something else: the words, what goes above, what goes below.
_PARTNERS = (
    (re.compile(r"(?:else|elif)\b"), "if 1:\n pass\n", ""),
    (re.compile(r"(?:except|finally)\b"), "try:\n pass\n", ""),
    (re.compile(r"try\b"), "", "\nfinally: pass\n"),
    (re.compile(r"case\b"), "match 1:\n ", ""),
    (re.compile(r"@"), "", "\ndef f(): pass\n"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch that differs between two texts, by characters and by whole lines of them.

    `old` and `new` start at the same offset, as do `old_lines` and `new_lines`; what is behind
    them has moved by `shift`.
    """

    old: Span
    new: Span
    old_lines: Span
    new_lines: Span

    @property
    def shift(self) -> int:
        return self.new.end - self.old.end

    def moved(self, span: Span) -> Span | None:
        """Where the old `span` is now; None when it lies on a line that changed."""
        return _moved(span, self.old_lines, self.shift)

    def stretched(self, span: Span) -> Span | None:
        """As `moved`, but only the characters count, and a span around them grows with them."""
        if span.start < self.old.start and self.old.end <= span.end:
            return Span(span.start, span.end + self.shift)
        return _moved(span, self.old, self.shift)


def _moved(span: Span, gone: Span, shift: int) -> Span | None:
    if span.end <= gone.start:
        return span
    if span.start >= gone.end:
        return Span(span.start + shift, span.end + shift)
    return None


def change_between(before: str, text: str, same: tuple[int, int] | None = None) -> Change:
    """What was changed; of several ways to see an insertion, that of whole lines.

    `same` says how many characters the texts share at both ends, if that is known.
    """
    start, tail = same or shared_ends(before, text)
    old_end, new_end = len(before) - tail, len(text) - tail
    line = max(before.rfind(b, 0, start) for b in _BREAKS) + 1
    back = start - line
    if (
        back <= min(old_end, new_end) - line
        and before[line:start] == text[new_end - back : new_end]
        and before[line:start] == before[old_end - back : old_end]
    ):
        start, old_end, new_end = line, old_end - back, new_end - back
    old, new = Span(start, old_end), Span(start, new_end)
    if start == line and ends_line(before, old) and ends_line(text, new):
        return Change(old, new, old, new)
    rest = _REST_OF_LINE.match(text, new_end)
    more = rest.end() - new_end if rest else 0
    return Change(old, new, Span(line, old_end + more), Span(line, new_end + more))


def ends_line(text: str, span: Span) -> bool:
    """Whether a place is empty or ends with the end of a line."""
    return span.start == span.end or text[span.end - 1] in _BREAKS


def while_unfinished(
    chunks: Sequence[Chunk], change: Change, known: Analysis, *, patient: bool = False
) -> Analysis | None:
    """What was `known` before a change, for the text after it, which cannot be read where it changed.

    None when the difference, or a part of it, is Python by itself: then it has to be read. A `patient` caller
    comes back for names that stand alone.
    """
    lines = list(_lines_in(chunks, change.new_lines))
    if not lines:
        return None
    broken: list[Span] = []
    for piece, line in lines:
        words = piece.text[line.first : line.end]
        if patient and _is_bare_name(words):
            continue
        broken.append(Span(piece.start + line.first, piece.start + line.end))
        module = None if line.broken else read_alone(words)
        if module is not None:
            piece.kept[READ_ALONE] = (words, module)
            return None
    problems = [
        replace(problem, span=span)
        for problem in known.syntax_problems
        if (span := change.moved(problem.span)) is not None
    ]
    problems += [SyntaxProblem(place, "unfinished statement") for place in broken]
    return Analysis(
        uses_torch=True,
        findings=moved_findings(known.findings, change),
        optional=moved_findings(known.optional, change),
        what_runs=Later(lambda: moved_runnables(known.runnables, change)),
        syntax_problems=tuple(sorted(problems, key=lambda problem: problem.span.start)),
        early=len(broken) < len(lines),
    )


def _is_bare_name(words: str) -> bool:
    """Whether a line is `name` or `name.of.something` and no more."""
    return _NAME.fullmatch(words) is not None and not any(map(iskeyword, words.rstrip().split(".")))


def _lines_in(chunks: Sequence[Chunk], place: Span) -> Iterator[tuple[Piece, LogicalLine]]:
    """The logical lines of code that have characters in `place`."""
    at = max(bisect_right(chunks, place.start, key=lambda chunk: chunk.start) - 1, 0)
    for piece in (piece for chunk in chunks[at:] for piece in chunk.pieces):
        if piece.start > place.end:
            return
        lines = piece.layout.lines
        first = bisect_right(lines, place.start - piece.start, key=lambda line: line.end)
        for line in lines[first:]:
            if piece.start + line.start >= place.end:
                break
            if not line.blank:
                yield piece, line


def read_alone(line: str) -> cst.Module | None:
    """The logical line as it reads by itself, or with what it cannot stand without; None when it is
    not Python, whatever stands around it."""
    bare = line.rstrip()
    body = "\n  pass" if opens_block(bare) else line[len(bare) :]
    ways = [("", body), *((a, body + b) for word, a, b in _PARTNERS if word.match(bare))]
    if bare.startswith("match"):
        ways.append(("", "\n  case _: pass"))
    for above, below in ways:
        try:
            return cst.parse_module(above + bare + below)
        except cst.ParserSyntaxError:
            continue
        except (RecursionError, ValueError):
            return cst.Module([])  # too much to be read, but not unfinished
    return None


def moved_findings(known: Sequence[Finding], change: Change) -> tuple[Finding, ...]:
    """The findings that are not on a line that changed, where they are now."""
    return tuple(moved for finding in known if (moved := _finding(finding, change)) is not None)


def _finding(finding: Finding, change: Change) -> Finding | None:
    span = change.moved(finding.span)
    if span is None:
        return None
    related = ((change.moved(r.span), r.message) for r in finding.related)
    return replace(
        finding,
        span=span,
        related=tuple(Related(place, words) for place, words in related if place is not None),
        fix=_fix(finding.fix, change) if finding.fix is not None else None,
    )


def _fix(fix: Fix, change: Change) -> Fix | None:
    edits = [(change.moved(edit.span), edit.new_text) for edit in fix.edits]
    if any(span is None for span, _ in edits):
        return None
    return Fix(fix.title, tuple(Edit(span, new) for span, new in edits if span is not None))


def moved_runnables(known: Sequence[Runnable], change: Change) -> tuple[Runnable, ...]:
    """What can be run, where it is now."""
    return tuple(moved for runnable in known if (moved := _runnable(runnable, change)) is not None)


def _runnable(runnable: Runnable, change: Change) -> Runnable | None:
    span, name_span = change.stretched(runnable.span), change.stretched(runnable.name_span)
    if span is None or name_span is None:
        return None
    before, attributes = runnable.span, runnable.attributes
    if before.start < change.old_lines.end and change.old_lines.start < before.end:
        attributes = {
            name: moved.moved(-span.start)
            for name, place in attributes.items()
            if (moved := change.moved(place.moved(before.start))) is not None
        }
    return Runnable(runnable.qualified_name, span, name_span, attributes, runnable.kind)
