"""What `torchtutor check` prints for programs. A format turns reports into pieces of text.

`jsonl` and `json` are contracts (schemas/check-*.schema.json); `github` are the commands of a
GitHub workflow, `gitlab` is GitLab's code quality report; sarif.py has the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from torchtutor.analyzers.finding import Language, Severity

from ..positions import Encoding, LineIndex
from .checking import Report
from .places import fingerprints, from_root
from .sarif import sarif

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_GITLAB = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFORMATION: "minor",
    Severity.HINT: "info",
}


def json_lines(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """One JSON object a finding; schemas/check-finding.schema.json is the contract."""
    for report in reports:
        for item in _items(report, language):
            yield json.dumps(item, ensure_ascii=False) + "\n"


def json_array(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """The objects of `json_lines` as one array; schemas/check-findings.schema.json."""
    items = [item for report in reports for item in _items(report, language)]
    yield json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _items(report: Report, language: Language) -> Iterator[dict[str, Any]]:
    """Lines and columns count from 1, columns in characters; the end is exclusive."""
    index = LineIndex(report.text)
    for finding in report.findings:
        line, column = index.place(finding.span.start, Encoding.UTF32)
        end_line, end_column = index.place(finding.span.end, Encoding.UTF32)
        yield {
            "path": report.path,
            "line": line + 1,
            "column": column + 1,
            "end_line": end_line + 1,
            "end_column": end_column + 1,
            "rule": finding.rule,
            "severity": str(finding.severity),
            "message": finding.message.render(language),
            "fixable": finding.fix is not None,
        }


def github(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """One workflow command a finding; a finding over several lines has no columns there."""
    for report in reports:
        path = from_root(report.path)
        for item, finding in zip(_items(report, language), report.findings, strict=True):
            place = {"file": path, "line": item["line"], "endLine": item["end_line"]}
            if item["line"] == item["end_line"]:
                place |= {"col": item["column"], "endColumn": item["end_column"]}
            place["title"] = f"TorchTutor ({finding.rule})"
            properties = ",".join(f"{key}={_property(value)}" for key, value in place.items())
            command = _GITHUB.get(finding.severity, "notice")
            yield f"::{command} {properties}::{_data(item['message'])}\n"


def _data(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def gitlab(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """GitLab's code quality report: one array."""
    issues = []
    for report in reports:
        path = from_root(report.path)
        marks = fingerprints(report)
        for item, finding, mark in zip(
            _items(report, language), report.findings, marks, strict=True
        ):
            issues.append(
                {
                    "description": item["message"],
                    "check_name": finding.rule,
                    "fingerprint": mark,
                    "severity": _GITLAB[finding.severity],
                    "location": {
                        "path": path,
                        "lines": {"begin": item["line"], "end": item["end_line"]},
                    },
                }
            )
    yield json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Iterable[Report], Language], Iterator[str]]] = {
    "json": json_array,
    "jsonl": json_lines,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
}
