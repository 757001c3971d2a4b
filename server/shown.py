"""What a document shows: findings of the analysis and of the last runs, merged, in one language.

Pure: values in, values out. One mistake is one entry: what a run finds about an attribute that a
rule already complains about confirms that entry instead of adding one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from torchtutor.analyzers.finding import Finding, Fix, Severity, Span

from .confirming import UNREGISTERED, Confirming
from .document import Document
from .language import Language, say
from .runner.wording import (
    NORMAL_RECOMPILES,
    break_sentences,
    phrase,
    recompile_sentence,
    state_sentence,
)
from .runs import Aged
from .session import Known
from .settings import Settings

# What a line made and PyTorch does not see: what loses most by it first.
WORST_FIRST = ("module", "parameter", "lost-parameter", "trainable-tensor", "tensor")
GRAPH_BREAK = "graph-break-in-forward"  # the rule that tells of what a run then confirms


@dataclass(frozen=True, slots=True)
class Shown:
    """One diagnostic before it becomes one. `rule` is None for what only a run knows."""

    span: Span
    severity: Severity
    code: str
    message: str
    rule: str | None = None
    link: str | None = None
    fix: Fix | None = None
    related: tuple[tuple[Span, str], ...] = ()
    subject: str | None = None


def shown(
    known: Known,
    runs: Iterable[Aged],
    settings: Settings,
    language: Language,
    links: Mapping[str, str],
) -> list[Shown]:
    """Everything to show for a document, sorted by place; `links` maps a rule to its page."""
    entries = [
        entry
        for finding in known.analysis.every
        if (entry := _from_finding(finding, settings, language, links)) is not None
    ]
    for aged in runs:
        if not aged.stale and aged.run.result is not None:
            result = aged.run.result
            off = {
                finding.subject
                for finding in known.analysis.every
                if finding.subject is not None and settings.severity_of_finding(finding) is None
            }
            entries = _with_run(entries, off, known, aged, result, language)
            if settings.severity_of(GRAPH_BREAK, Severity.INFORMATION) is not None:
                entries = _with_graphs(entries, known.document, aged, result, language)
    return sorted(entries, key=lambda entry: (entry.span.start, entry.span.end, entry.code))


def _from_finding(
    finding: Finding, settings: Settings, language: Language, links: Mapping[str, str]
) -> Shown | None:
    severity = settings.severity_of_finding(finding)
    if severity is None:
        return None
    return Shown(
        span=finding.span,
        severity=Severity(severity),
        code=finding.rule,
        message=finding.message.render(language),
        rule=finding.rule,
        link=links.get(finding.rule),
        fix=finding.fix,
        related=tuple((place.span, place.message.render(language)) for place in finding.related),
        subject=finding.subject,
    )


def _with_run(
    entries: list[Shown],
    off: set[str],
    known: Known,
    aged: Aged,
    result: Mapping[str, Any],
    language: Language,
) -> list[Shown]:
    document, index = known.document, known.document.index
    confirming = Confirming(known, aged.run.class_name, result)
    by_line: dict[int, list[Mapping[str, Any]]] = {}
    for item in result.get("unregistered") or ():
        line = _present_line(item, aged)
        if line is not None:
            by_line.setdefault(line, []).append(item)
    for line, items in by_line.items():
        subject, span = _place(known, line)
        if subject in off:
            continue
        elements = sum(int(item["elements"]) for item in items)
        confirmed = say(language, "server.confirmed", elements=f"{elements:,}")
        same = [
            entry
            for entry in entries
            if entry.rule is not None
            and (
                (entry.subject is not None and entry.subject == subject)
                or (entry.subject is not None and index.line_of(entry.span.start) == line)
                or confirming.same(UNREGISTERED, line, None, entry.rule, None, entry.span)
            )
        ]
        if same:
            entries = [
                replace(entry, message=f"{entry.message} {confirmed}")
                if entry is same[0]
                else entry
                for entry in entries
            ]
        else:
            # Of what one line made, what matters most is told.
            kind = min((str(item["kind"]) for item in items), key=WORST_FIRST.index)
            alike = [item for item in items if item["kind"] == kind]
            elements = sum(int(item["elements"]) for item in alike)
            entries.append(_from_run(alike[0], span, elements, subject, language))
    entries = with_state(entries, known, aged, result, language, off, confirming)
    return entries + _from_error(result.get("error"), aged, document, language)


def with_state(
    entries: list[Shown],
    known: Known,
    aged: Aged,
    result: Mapping[str, Any],
    language: Language,
    off: set[str],
    confirming: Confirming,
) -> list[Shown]:
    """What one step showed about registered state: confirms a rule's finding or stands alone."""
    for item in result.get("state") or ():
        line = _present_line(item, aged)
        if line is None:
            continue
        subject, span = _place(known, line)
        if subject in off:
            continue
        kind = str(item["kind"])
        same = [
            entry
            for entry in entries
            if entry.rule is not None
            and confirming.same(kind, line, subject, entry.rule, entry.subject, entry.span)
        ]
        if same:
            confirmed = say(language, "audit.confirmed")
            # A run may have confirmed it already: with numbers, or by another finding.
            if confirmed.rstrip(".") not in same[0].message:
                message = f"{same[0].message} {confirmed}"
                entries = [replace(e, message=message) if e is same[0] else e for e in entries]
            continue
        sentence = state_sentence(item, language)
        message = say(language, "audit.found", sentence=sentence)
        code = f"run-{kind}"
        entries.append(Shown(span, Severity.INFORMATION, code, message, subject=subject))
    return entries


def _present_line(item: Mapping[str, Any], aged: Aged) -> int | None:
    """The present line, from 0, of an item whose file is the one that ran."""
    if item.get("line") is None or not _is_here(item.get("file"), aged.run.document):
        return None
    return aged.line(int(item["line"]) - 1)


def _is_here(file: str | None, document: Document) -> bool:
    return file is None or file == job_path(document)


def job_path(document: Document) -> str:
    """What a run calls the document: its path, or its name when it was never saved."""
    return document.path or document.name


def _place(known: Known, line: int) -> tuple[str | None, Span]:
    """The attribute that is assigned on a line and where; else the line's own characters."""
    for runnable in known.runnables:
        for attribute, place in runnable.attributes.items():
            span = place.moved(runnable.span.start)
            if known.document.index.line_of(span.start) == line:
                return f"{runnable.qualified_name}.{attribute}", span
    return None, line_content(known.document, line)


def line_content(document: Document, line: int) -> Span:
    """A line without the blanks around it."""
    start, end = document.index.line_span(line)
    text = document.text[start:end]
    blank = len(text) - len(text.lstrip())
    return Span(min(start + blank, end), max(start + len(text.rstrip()), min(start + blank, end)))


def _from_run(
    item: Mapping[str, Any], span: Span, elements: int, subject: str | None, language: Language
) -> Shown:
    kind = str(item["kind"])
    # A tensor that is neither a parameter nor trained is only not saved and not moved.
    severity = Severity.INFORMATION if kind == "tensor" else Severity.WARNING
    message = say(
        language, f"server.unregistered-{kind}", path=item["path"], elements=f"{elements:,}"
    )
    return Shown(span, severity, f"run-{kind}", message, subject=subject)


def _from_error(
    error: Mapping[str, Any] | None, aged: Aged, document: Document, language: Language
) -> list[Shown]:
    if not error or error.get("kind") != "learner":
        return []
    line = _present_line(error, aged)
    if line is None:
        return []
    span = _columns(error, document, line)
    words = f"{error['type']}: {error['message']}" if error.get("type") else str(error["message"])
    ours = phrase(language, error["explanation_key"], error["explanation_fields"])
    message = f"{words}\n{ours}" if ours else words
    return [Shown(span, Severity.ERROR, "run-error", message)]


def _columns(item: Mapping[str, Any], document: Document, line: int) -> Span:
    """The characters of a line that an item points at; all of them when it does not say."""
    if not (item.get("column") and item.get("end_column")):
        return line_content(document, line)
    start, end = document.index.line_span(line)
    first = min(start + int(item["column"]) - 1, end)
    return Span(first, max(first, min(start + int(item["end_column"]) - 1, end)))


def _with_graphs(
    entries: list[Shown],
    document: Document,
    aged: Aged,
    result: Mapping[str, Any],
    language: Language,
) -> list[Shown]:
    """What torch.compile's front end said: where it splits the model and what it compiles again."""
    found: list[Shown] = []
    for item in result.get("graph_breaks") or ():
        if (line := _present_line(item, aged)) is None:
            continue
        same = [
            entry
            for entry in entries
            if entry.rule == GRAPH_BREAK and document.index.line_of(entry.span.start) == line
        ]
        if same:
            message = f"{same[0].message} {say(language, 'graphs.confirmed')}"
            entries = [replace(e, message=message) if e is same[0] else e for e in entries]
        else:
            span = _columns(item, document, line)
            message = break_sentences(item, language)
            found.append(Shown(span, Severity.INFORMATION, "run-graph-break", message))
    for item in result.get("recompiles") or ():
        if item["name"] in NORMAL_RECOMPILES or (line := _present_line(item, aged)) is None:
            continue
        span = line_content(document, line)
        message = recompile_sentence(item, language)
        found.append(Shown(span, Severity.INFORMATION, "run-recompile", message))
    return entries + found
