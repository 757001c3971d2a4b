"""Applies rules to the classes and scripts of a file one by one, and keeps what they found.

A rule that judges each class and each script by itself (`Rule.per_unit`) is asked again only about
those that changed or whose surroundings did; what it found about the others is moved along.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from .chunks import Chunk, Piece
from .file_model import FileModel
from .finding import Edit, Finding, Fix, Related, Span
from .interpreter import Interpreter
from .reading import Reading
from .rule import Rule


@dataclass(frozen=True, slots=True)
class Kept:
    """What a rule found in a unit whose part started at `start`."""

    start: int
    findings: tuple[Finding, ...]


@dataclass
class Unit:
    """A class or script, the chunk or member it stands in, and the file."""

    reading: Interpreter
    part: Chunk | Piece | None
    file: FileModel

    @cached_property
    def view(self) -> FileModel:
        """The file with nothing but this class or script in it."""
        is_class = isinstance(self.reading, Reading)
        view = copy.copy(self.file)
        view.__dict__["readings"] = (self.reading,) if is_class else ()
        view.__dict__["scripts"] = () if is_class else (self.reading,)
        return view


def findings_of(rule: Rule, file: FileModel, units: tuple[Unit, ...]) -> Iterator[Finding]:
    """What `rule` finds in `file`, which consists of `units`; each finding once."""
    if not rule.per_unit:
        yield from rule.check(file)
        return
    seen: set[Span] = set()
    for unit in units:
        for finding in _in_unit(rule, unit):
            # a helper function that two functions call is read with each of them
            if finding.span not in seen:
                seen.add(finding.span)
                yield finding


def units_of(file: FileModel) -> tuple[Unit, ...]:
    """Every class and every script of the file."""
    return (
        *(Unit(reading, reading.definition.statement.chunk, file) for reading in file.readings),
        *(Unit(script, script.part, file) for script in file.scripts),
    )


def _in_unit(rule: Rule, unit: Unit) -> tuple[Finding, ...]:
    part = unit.part
    kept = unit.reading.kept_findings.get(rule.id)
    if isinstance(kept, Kept) and part is not None:
        if not kept.findings or part.start == kept.start:
            return kept.findings
        return tuple(moved(finding, part.start - kept.start) for finding in kept.findings)
    findings = tuple(rule.check(unit.view))
    if part is not None and all(_within(finding, part) for finding in findings):
        unit.reading.kept_findings[rule.id] = Kept(part.start, findings)
    return findings


def _within(finding: Finding, part: Chunk | Piece) -> bool:
    """Whether everything about the finding lies in the part and moves with it."""
    spans = [finding.span, *(related.span for related in finding.related)]
    spans += [edit.span for edit in finding.fix.edits] if finding.fix else []
    return all(part.start <= span.start and span.end <= part.end for span in spans)


def moved(finding: Finding, by: int) -> Finding:
    """The finding when the text before it grew by so many characters."""
    if by == 0:
        return finding
    fix = finding.fix
    return replace(
        finding,
        span=_moved(finding.span, by),
        related=tuple(Related(_moved(r.span, by), r.message) for r in finding.related),
        fix=fix and Fix(fix.title, tuple(Edit(_moved(e.span, by), e.new_text) for e in fix.edits)),
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
