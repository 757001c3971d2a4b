"""`# torchtutor: ignore[rule, ...]` on a line, `# torchtutor: ignore-file[rule]` for a file."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .chunks import Chunk
from .finding import Edit, Finding, Fix, Span
from .layout import Comment
from .rules.unused_suppression import RULE as UNUSED

_DIRECTIVE = re.compile(
    r"#\s*torchtutor:\s*(ignore-file|ignore)(?![\w-])(?:\s*\[([^\]\[]*)\]|(?!\s*[\[(=]))",
    re.IGNORECASE,
)
# What other linters call it, and slips of the pen.
_LIKE_ONE = re.compile(
    r"#\s*torchtutor\b[\s:]*(?:ignore|disable|noqa|nolint|skip|suppress|silence|off)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\s,]+")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Directive:
    """One order to be silent. `rows` are the lines that it counts for; None: all of them.

    `names` are the rules with their places; `every` is True where no brackets name any.
    """

    comment: Comment
    span: Span
    brackets: Span
    names: tuple[tuple[str, Span], ...]
    every: bool
    rows: range | None

    def silences(self, rule: str) -> bool:
        return self.every or any(name == rule for name, _ in self.names)


class Suppressions:
    """Which findings the author of a text does not want to hear of.

    Without brackets a comment silences every rule. A comment counts for its own line; alone on a
    line it also counts for the next line that holds more than a comment. On the first or the last
    line of a statement that takes several it counts for all of them: formatters move it there.
    """

    def __init__(self, text: str, chunks: Sequence[Chunk]) -> None:
        self._text = text
        self._chunks = chunks
        comments = tuple(comment for chunk in chunks for comment in chunk.comments)
        self._unclear: list[Span] = []
        self._breaks: list[int] | None = None
        self._directives = tuple(self._read(comments))
        self._whole_file = [d for d in self._directives if d.rows is None]
        self._by_row: dict[int, list[_Directive]] = {}
        for directive in self._directives:
            for row in directive.rows or ():
                self._by_row.setdefault(row, []).append(directive)

    def cover(self, finding: Finding) -> bool:
        """Whether a comment silences `finding`."""
        return any(d.silences(finding.rule) for d in self._around(finding))

    def unused(
        self, findings: Iterable[Finding], rules: Collection[str], *, complete: bool = True
    ) -> Iterator[Finding]:
        """What the comments silence in vain, as findings of the rule `unused-suppression`.

        `findings` are all findings of the text, those that are silenced included; `rules` are the
        names that there are. Of a text of which something could not be read (not `complete`) only
        what is wrong in any case: nobody knows what would have been found there.
        """
        needed: dict[int, set[str]] = {}
        for finding in findings:
            for directive in self._around(finding):
                needed.setdefault(id(directive), set()).add(finding.rule)
        for directive in self._directives:
            silenced = needed.get(id(directive), set())
            yield from self._told(self._unused(directive, silenced, rules, complete))
        yield from self._told(UNUSED.finding(span, "unclear") for span in self._unclear)

    def _told(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for found in findings:
            # only by name: a comment without brackets must not hide that it is in vain
            if not any(UNUSED.id in dict(d.names) for d in self._around(found)):
                yield found

    def _unused(
        self, directive: _Directive, silenced: set[str], rules: Collection[str], complete: bool
    ) -> Iterator[Finding]:
        if not directive.names and (not directive.every or (complete and not silenced)):
            said = "all" if directive.every else "none"
            fix = Fix(UNUSED.titled(), (self._without(directive),))
            yield UNUSED.finding(directive.span, said, fix=fix)
        for name, span in directive.names:
            if name in silenced or name == UNUSED.id:
                continue
            if name in rules and not complete:
                continue
            if name in rules:
                fix = Fix(UNUSED.titled(), (self._without_name(directive, name),))
                yield UNUSED.finding(span, "unused", fix=fix, silenced=name)
            elif near := difflib.get_close_matches(name, rules, n=1):
                yield UNUSED.finding(span, "unknown-near", name=name, near=near[0])
            else:
                yield UNUSED.finding(span, "unknown", name=name)

    # Reading

    def _read(self, comments: tuple[Comment, ...]) -> Iterator[_Directive]:
        alone: dict[int, bool] = {}  # rows with a comment -> whether nothing else stands there
        found: list[tuple[Comment, re.Match[str], int]] = []
        for comment in comments:
            if "torchtutor" not in comment.text.lower() and not found:
                continue
            row = self._row(comment.start)
            alone[row] = not self._text[self._line_starts()[row] : comment.start].strip()
            matches = list(_DIRECTIVE.finditer(comment.text))
            found += ((comment, match, row) for match in matches)
            clear = {match.start() for match in matches}
            self._unclear += (
                Span(comment.start + match.start(), comment.start + match.end())
                for match in _LIKE_ONE.finditer(comment.text)
                if match.start() not in clear
            )
        for comment, match, row in found:
            brackets = Span(*(comment.start + at for at in match.span(2)))
            names = tuple(
                (name[0], Span(brackets.start + name.start(), brackets.start + name.end()))
                for name in _NAME.finditer(match[2] or "")
            )
            last = row
            while alone.get(last):
                last += 1
            statement = self._statement(last)
            if last in (statement[0], statement[-1]):
                rows = range(min(row, statement[0]), statement[-1] + 1)
            else:
                rows = range(row, last + 1)
            yield _Directive(
                comment=comment,
                span=Span(comment.start + match.start(), comment.start + match.end()),
                brackets=brackets,
                names=names,
                every=match[2] is None,
                rows=None if match[1].lower() == "ignore-file" else rows,
            )

    def _statement(self, row: int) -> range:
        """The rows of the logical line that a row is of."""
        starts = self._line_starts()
        if row >= len(starts):
            return range(row, row + 1)
        chunk = bisect_right(self._chunks, starts[row], key=lambda chunk: chunk.start) - 1
        piece = self._chunks[chunk].piece_at(starts[row])
        lines = piece.layout.lines
        at = bisect_right(lines, starts[row] - piece.start, key=lambda line: line.start) - 1
        if at < 0:
            return range(row, row + 1)
        end = piece.start + lines[at].end
        return range(self._row(piece.start + lines[at].first), self._row(max(end - 1, 0)) + 1)

    def _line_starts(self) -> list[int]:
        if self._breaks is None:
            self._breaks = [0, *(m.end() for m in _LINE_BREAK.finditer(self._text))]
        return self._breaks

    def _row(self, offset: int) -> int:
        return bisect_right(self._line_starts(), offset) - 1

    def _around(self, finding: Finding) -> Iterator[_Directive]:
        """The comments that count where a finding stands."""
        yield from self._whole_file
        if self._by_row:
            first, last = self._row(finding.span.start), self._row(max(finding.span.end - 1, 0))
            for row in range(first, last + 1):
                yield from self._by_row.get(row, ())

    # Taking away

    def _without_name(self, directive: _Directive, unused: str) -> Edit:
        """Two names of one comment are two edits of one place: one is made, then the other."""
        kept = [name for name, _ in directive.names if name != unused]
        if not kept:
            return self._without(directive)
        return Edit(directive.brackets, ", ".join(kept))

    def _without(self, directive: _Directive) -> Edit:
        """Take the comment away, or of one that says more, the order in it."""
        comment = directive.comment
        start, end = comment.start, comment.start + len(comment.text)
        before = self._text[start : directive.span.start].strip()
        after = self._text[directive.span.end : end].lstrip(" \t:;,.–—-").rstrip()
        if before or after:
            words = after.lstrip("# \t") if not before else after
            hash_ = "" if before else "# "
            return Edit(Span(start, end), " ".join(filter(None, (before, hash_ + words))))
        line = self._line_starts()[self._row(start)]
        if self._text[line:start].strip():
            return Edit(Span(line + len(self._text[line:start].rstrip()), end), "")
        row = self._row(start) + 1
        after_line = self._line_starts()[row] if row < len(self._line_starts()) else end
        return Edit(Span(line, after_line), "")
