"""An edit of blank lines alone, such as Enter: nothing is read, what was known moves.

Python sees no difference, so neither do the rules, as long as no comment comes to stand beside other
code by it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from .chunks import Chunk
from .finding import Analysis, Finding, Later, Span
from .unfinished import Change, ends_line, moved_findings, moved_runnables

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_CODE = re.compile(r"[^ \t\r\n]")


def where_blank_lines_changed(
    text: str, chunks: Sequence[Chunk], change: Change, before: str, known: Analysis
) -> Analysis | None:
    """What was `known` of the text `before`, for a `text` that differs from it in blank lines only; else None.

    None too where a comment is near, or where something that is known reaches over those lines.
    """
    if known.syntax_problems:
        return None
    blank = _blank(change, before, text)
    if blank is None or _in_statement(chunks, blank.new) or _beside_comment(text, blank.new):
        return None
    findings = moved_findings(known.findings, blank)
    optional = moved_findings(known.optional, blank)
    runnables = moved_runnables(known.runnables, blank)
    if (
        not _complete(known.findings, findings, blank.old.start)
        or not _complete(known.optional, optional, blank.old.start)
        or len(runnables) != len(known.runnables)
        or any(
            len(a.attributes) != len(b.attributes)
            for a, b in zip(known.runnables, runnables, strict=True)
        )
    ):
        return None
    return replace(known, findings=findings, optional=optional, what_runs=Later(lambda: runnables))


def _blank(change: Change, before: str, text: str) -> Change | None:
    """The change as one of whole lines, all of them blank; None where it is another one."""
    # else both end within the same line: take the rest of it along
    whole = ends_line(before, change.old_lines) and ends_line(text, change.new_lines)
    old, new = _lines(before, change.old_lines, whole), _lines(text, change.new_lines, whole)
    start = change.old_lines.start
    while old and new and old[0] == new[0]:
        start += len(old.pop(0))
        new.pop(0)
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    gone, came = "".join(old), "".join(new)
    if _CODE.search(gone) or _CODE.search(came):
        return None
    if any(part and part[-1] not in "\r\n" for part in (gone, came)):
        return None  # at the end of the text
    places = Span(start, start + len(gone)), Span(start, start + len(came))
    return Change(*places, *places)


def _lines(text: str, place: Span, whole: bool) -> list[str]:
    """The lines in a place, with their ends; unless those are `whole`, with the rest of the last one."""
    end = place.end
    if not whole and (rest := _LINE.match(text, end)) is not None:
        end = rest.end()
    return [line for line in _LINE.findall(text, place.start, end) if line]


def _in_statement(chunks: Sequence[Chunk], place: Span) -> bool:
    """Whether a statement goes on across the place: in brackets, in a string, behind a backslash."""
    at = max(bisect_right(chunks, place.start, key=lambda chunk: chunk.start) - 1, 0)
    for piece in chunks[at].pieces if chunks else ():
        if piece.start <= place.start < piece.end:
            inside = place.start - piece.start
            return any(
                not line.blank and line.start < inside < line.end for line in piece.layout.lines
            )
    return False


def _beside_comment(text: str, place: Span) -> bool:
    """Whether the line above or below has a comment, or what looks like one."""
    above = max(text.rfind(b, 0, max(place.start - 2, 0)) for b in "\r\n") + 1
    below = _LINE.match(text, place.end)
    return "#" in text[above : place.start] or (below is not None and "#" in below.group())


def _complete(known: Sequence[Finding], moved: Sequence[Finding], at: int) -> bool:
    """Whether everything about each finding could be moved, and nothing of it is to go in just there."""
    return len(known) == len(moved) and all(
        len(a.related) == len(b.related)
        and (a.fix is None) == (b.fix is None)
        and not any(e.span.start == e.span.end == at for e in (a.fix.edits if a.fix else ()))
        for a, b in zip(known, moved, strict=True)
    )
