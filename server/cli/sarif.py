"""`torchtutor check --format sarif`: SARIF 2.1.0, for code scanning and other viewers.

Each rule has the texts without which GitHub refuses a log. GitHub computes its own fingerprints
from the checkout and complains about others of their name, so ours have another.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from torchtutor import __version__
from torchtutor.analyzers.finding import Edit, Finding, Language, Severity, Span
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.rule import Rule

from ..language import say
from ..plain import plain_text
from ..positions import Encoding, LineIndex
from .checking import Report
from .places import fingerprints, from_root, root
from .unread import SYNTAX_ERROR

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_ROOT = "%SRCROOT%"


def sarif(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """One log with one run. Columns count UTF-16 code units from 1, the end is exclusive."""
    rules = [*(_rule(rule, language) for rule in RULES), _syntax_error(language)]
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    results: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for report in reports:
        where = _artifact(report.path)
        if report.trouble is not None:
            failures.append(_failure(report.trouble.render(language), where))
        index = LineIndex(report.text)
        for finding, mark in zip(report.findings, fingerprints(report), strict=True):
            result = _result(finding, index, report, where, language)
            result["ruleIndex"] = places[finding.rule]
            result["partialFingerprints"] = {"torchtutor/v1": mark}
            results.append(result)
    driver = {
        "name": "TorchTutor",
        "semanticVersion": __version__,
        "rules": rules,
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "language": language,
        "originalUriBaseIds": {_ROOT: {"uri": root().as_uri().rstrip("/") + "/"}},
        "invocations": [
            {"executionSuccessful": not failures, "toolExecutionNotifications": failures}
        ],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    page = rule.markdown(language)
    entry: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": plain_text(rule.title[language])},
        "fullDescription": {"text": plain_text(rule.why[language])},
        "help": {"text": plain_text(page), "markdown": page},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }
    return entry | ({"helpUri": rule.link} if rule.link else {})


def _syntax_error(language: Language) -> dict[str, Any]:
    about = {"text": plain_text(say(language, "cli.about-syntax-error"))}
    described = dict.fromkeys(("shortDescription", "fullDescription", "help"), about)
    return {"id": SYNTAX_ERROR, **described, "defaultConfiguration": {"level": "error"}}


def _result(
    finding: Finding, index: LineIndex, report: Report, where: dict[str, Any], language: Language
) -> dict[str, Any]:
    def located(span: Span) -> dict[str, Any]:
        region = _region_on_disk(span, index, report) if report.cells else _region(span, index)
        return {"physicalLocation": {"artifactLocation": where, "region": region}}

    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _level(finding.severity),
        "message": {"text": finding.message.render(language)},
        "locations": [located(finding.span)],
    }
    if finding.related:
        result["relatedLocations"] = [
            located(place.span) | {"message": {"text": place.message.render(language)}}
            for place in finding.related
        ]
    if finding.fix is not None and not report.cells:  # there it would be a change of JSON
        change = {
            "artifactLocation": where,
            "replacements": [_replacement(edit, index) for edit in finding.fix.edits],
        }
        description = {"text": finding.fix.title.render(language)}
        result["fixes"] = [{"description": description, "artifactChanges": [change]}]
    return result


def _level(severity: Severity) -> str:
    return _LEVELS.get(severity, "note")


def _region_on_disk(span: Span, index: LineIndex, report: Report) -> dict[str, int]:
    """In a notebook the lines of the file; its columns are those of escaped text."""
    first, last = map(index.line_of, (span.start, span.end))
    return {"startLine": report.on_disk(first), "endLine": report.on_disk(last)}


def _region(span: Span, index: LineIndex) -> dict[str, int]:
    line, column = index.place(span.start, Encoding.UTF16)
    end_line, end_column = index.place(span.end, Encoding.UTF16)
    return {
        "startLine": line + 1,
        "startColumn": column + 1,
        "endLine": end_line + 1,
        "endColumn": end_column + 1,
    }


def _replacement(edit: Edit, index: LineIndex) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit.span, index),
        "insertedContent": {"text": edit.new_text},
    }


def _artifact(path: str) -> dict[str, str]:
    seen = from_root(path)
    if Path(seen).is_absolute():
        return {"uri": Path(seen).as_uri()}
    return {"uri": quote(os.fsencode(seen)), "uriBaseId": _ROOT}


def _failure(reason: str, where: dict[str, Any]) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": where}}
    return {"level": "error", "message": {"text": reason}, "locations": [location]}
