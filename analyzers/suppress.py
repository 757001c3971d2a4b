"""`# torchtutor: ignore[rule, ...]` on a line, `# torchtutor: ignore-file[rule]` for a file."""

from __future__ import annotations

import re
from bisect import bisect_right

from .finding import Finding
from .statements import Comment

_DIRECTIVE = re.compile(r"#\s*torchtutor:\s*(ignore-file|ignore)\b(?:\[([^\]]*)\])?")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Suppressions:
    """Which findings the author of a text does not want to hear of.

    Without brackets a comment silences every rule. A comment counts for its own line; alone on a
    line it also counts for the next one.
    """

    def __init__(self, text: str, comments: tuple[Comment, ...]) -> None:
        self._text = text
        self._whole_file: set[str | None] = set()
        self._lines: dict[int, set[str | None]] = {}
        self._breaks: list[int] | None = None
        for comment in comments:
            match = _DIRECTIVE.search(comment.text)
            if match is None:
                continue
            rules: set[str | None] = {r.strip() for r in (match[2] or "").split(",") if r.strip()}
            rules = rules or {None}
            if match[1] == "ignore-file":
                self._whole_file |= rules
                continue
            row = self._row(comment.start)
            self._lines.setdefault(row, set()).update(rules)
            start = self._line_starts()[row]
            if not text[start : comment.start].strip():
                self._lines.setdefault(row + 1, set()).update(rules)

    def _line_starts(self) -> list[int]:
        if self._breaks is None:
            self._breaks = [0, *(m.end() for m in _LINE_BREAK.finditer(self._text))]
        return self._breaks

    def _row(self, offset: int) -> int:
        return bisect_right(self._line_starts(), offset) - 1

    def cover(self, finding: Finding) -> bool:
        """Whether a comment silences `finding`."""
        if not self._lines and not self._whole_file:
            return False
        asked = {None, finding.rule}
        if asked & self._whole_file:
            return True
        first, last = self._row(finding.span.start), self._row(max(finding.span.end - 1, 0))
        return any(asked & self._lines.get(row, set()) for row in range(first, last + 1))
