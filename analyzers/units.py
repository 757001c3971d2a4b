"""Applies rules to the classes and scripts of a file one by one, and keeps what they found.

A rule that judges each class or each script by itself (`Rule.judges`) is asked again only about
those that changed or about whose surroundings it got another answer; what it found about the others
is moved along.
"""

from __future__ import annotations

import traceback
from collections.abc import Generator
from dataclasses import dataclass, replace

from .chunks import Chunk, Piece
from .file_model import FileModel
from .finding import Edit, Finding, Fix, Related, Span
from .interpreter import Interpreter
from .reading import Reading
from .rule import Rule
from .views import Answers, View, still_answered

# how many rules are asked without a pause: stopping costs as much as a rule with nothing to say
_RULES_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """A class or script, and the chunk or member it stands in."""

    reading: Interpreter
    part: Chunk | Piece | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules found in a unit whose part started at `start`.

    It holds as long as the questions that were `asked` have the same answers. The rules in `again`
    found something whose place depends on more than the part, and are asked each time; a rule that
    met code nested too deeply is in `failed`.
    """

    start: int
    findings: tuple[Finding, ...]
    asked: Answers
    again: frozenset[str]
    failed: bool

    def holds(self, file: FileModel) -> bool:
        """Whether the rest of the file is as far as is known what it was."""
        return still_answered(file, self.asked)


def units_of(file: FileModel) -> tuple[Unit, ...]:
    """Every class and every script of the file."""
    return (
        *(Unit(reading, reading.definition.statement.chunk) for reading in file.readings),
        *(Unit(script, script.part) for script in file.scripts),
    )


def judged(
    file: FileModel, of_classes: tuple[Rule, ...], of_scripts: tuple[Rule, ...]
) -> Generator[None, None, tuple[list[Finding], bool]]:
    """What the rules about each find in the units of the file, each finding once; and whether every rule could
    follow the code. In steps: a caller on an event loop can breathe after each."""
    found: dict[tuple[str, Span], Finding] = {}
    complete = True
    for unit in units_of(file):
        rules = of_classes if isinstance(unit.reading, Reading) else of_scripts
        known = unit.reading.kept.get("verdict")
        if not (isinstance(known, Verdict) and unit.part is not None and known.holds(file)):
            known = yield from _judge(unit, file, rules)
        complete = complete and not known.failed
        by = unit.part.start - known.start if unit.part is not None else 0
        findings = [moved(finding, by) for finding in known.findings]
        for rule in rules if known.again else ():
            if rule.id in known.again:
                findings += found_by(rule, View(file, unit.reading)) or ()
        for finding in findings:
            # a helper function that two functions call is read with each of them
            found.setdefault((finding.rule, finding.span), finding)
    return list(found.values()), complete


def _judge(unit: Unit, file: FileModel, rules: tuple[Rule, ...]) -> Generator[None, None, Verdict]:
    view, part = View(file, unit.reading), unit.part
    kept: list[Finding] = []
    again = set[str]()
    failed = False
    for number, rule in enumerate(rules):
        findings = found_by(rule, view)
        if findings:
            if part is not None and all(_within(finding, part) for finding in findings):
                kept += findings
            else:
                again.add(rule.id)
        elif findings is None:
            failed = True
        if number % _RULES_AT_ONCE == 0:
            yield
    start = part.start if part is not None else 0
    verdict = Verdict(start, tuple(kept), view.asked, frozenset(again), failed)
    unit.reading.kept["verdict"] = verdict
    return verdict


def found_by(rule: Rule, file: FileModel) -> tuple[Finding, ...] | None:
    """What the rule finds; None where the code is nested too deeply to follow, or the rule fails and the others
    are to go on."""
    try:
        return tuple(rule.check(file))
    except RecursionError:
        return None
    except Exception:
        if file.faults is None:
            raise
        file.faults.append(f"{rule.id}\n{traceback.format_exc()}")
        return None


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
        span=finding.span.moved(by),
        related=tuple(Related(r.span.moved(by), r.message) for r in finding.related),
        fix=fix and Fix(fix.title, tuple(Edit(e.span.moved(by), e.new_text) for e in fix.edits)),
    )
