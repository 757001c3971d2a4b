"""Applies rules to the classes and scripts of a file one by one, and keeps what they found.

A rule that judges each class and each script by itself (`Rule.per_unit`) is asked again only about
those that changed or whose surroundings did; what it found about the others is moved along.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .chunks import Chunk
from .file_model import FileModel
from .finding import Edit, Finding, Fix, Related, Span
from .interpreter import Interpreter
from .rule import Rule


@dataclass(frozen=True, slots=True)
class Kept:
    """What a rule found in a unit whose chunk started at `start`."""

    start: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A class or script, the chunk it stands in, and a view of the file that has nothing else."""

    reading: Interpreter
    chunk: Chunk | None
    view: FileModel


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
        *(
            Unit(reading, reading.definition.statement.chunk, _only(file, (reading,), ()))
            for reading in file.readings
        ),
        *(
            Unit(script, script.part.chunk if script.part else None, _only(file, (), (script,)))
            for script in file.scripts
        ),
    )


def _only(file: FileModel, readings: tuple[object, ...], scripts: tuple[object, ...]) -> FileModel:
    view = copy.copy(file)
    view.__dict__.update(readings=readings, scripts=scripts)
    return view


def _in_unit(rule: Rule, unit: Unit) -> tuple[Finding, ...]:
    chunk = unit.chunk
    kept = unit.reading.kept_findings.get(rule.id)
    if isinstance(kept, Kept) and chunk is not None:
        return tuple(moved(finding, chunk.start - kept.start) for finding in kept.findings)
    findings = tuple(rule.check(unit.view))
    if chunk is not None and all(_within(finding, chunk) for finding in findings):
        unit.reading.kept_findings[rule.id] = Kept(chunk.start, findings)
    return findings


def _within(finding: Finding, chunk: Chunk) -> bool:
    """Whether everything about the finding lies in the chunk and moves with it."""
    spans = [finding.span, *(related.span for related in finding.related)]
    spans += [edit.span for edit in finding.fix.edits] if finding.fix else []
    return all(chunk.start <= span.start and span.end <= chunk.end for span in spans)


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
