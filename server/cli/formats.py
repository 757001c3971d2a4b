"""What `torchtutor check` prints for programs. A format turns reports into pieces of text.

`jsonl` and `json` are contracts (schemas/check-*.schema.json); `github` are the commands of a
GitHub workflow, `gitlab` is GitLab's code quality report; sarif.py has the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from torchtutor.analyzers.finding import Finding, Language, Severity

from ..language import say
from ..notebooks import line_in_cell
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
    """Lines and columns count from 1, columns in characters; the end is exclusive.

    In a notebook lines are those of the cell.
    """
    index = LineIndex(report.text)
    for finding in report.findings:
        line, column = index.place(finding.span.start, Encoding.UTF32)
        end_line, end_column = index.place(finding.span.end, Encoding.UTF32)
        cell, row = line_in_cell(report.cells, line)
        yield {
            "path": report.path,
            **({"cell": cell} if report.cells else {}),
            "line": row,
            "column": column + 1,
            "end_line": row + end_line - line,
            "end_column": end_column + 1,
            "rule": finding.rule,
            "severity": str(finding.severity),
            "message": finding.message.render(language),
            "fixable": finding.fix is not None,
        }


def github(reports: Iterable[Report], language: Language) -> Iterator[str]:
    """One workflow command a finding; a finding over several lines has no columns there.

    In a notebook the line is that of the file, and the cell is named.
    """
    for report in reports:
        path = from_root(report.path)
        for item, finding in zip(_items(report, language), report.findings, strict=True):
            first, last = _lines(report, finding)
            place: dict[str, object] = {"file": path, "line": first, "endLine": last}
            if first == last and not report.cells:
                place |= {"col": item["column"], "endColumn": item["end_column"]}
            place["title"] = f"TorchTutor ({finding.rule})"
            properties = ",".join(f"{key}={_property(value)}" for key, value in place.items())
            command = _GITHUB.get(finding.severity, "notice")
            yield f"::{command} {properties}::{_data(_in_cell(item, language))}\n"


def _lines(report: Report, finding: Finding) -> tuple[int, int]:
    """The first and the last line of a finding in the file."""
    index = LineIndex(report.text)
    first, last = map(index.line_of, (finding.span.start, finding.span.end))
    return report.on_disk(first), report.on_disk(last)


def _in_cell(item: dict[str, Any], language: Language) -> str:
    """The message, with the cell before it in a notebook."""
    if "cell" not in item:
        return str(item["message"])
    place = say(language, "cli.see-cell", cell=item["cell"], line=item["line"])
    return f"{place} {item['message']}"


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
            first, last = _lines(report, finding)
            issues.append(
                {
                    "description": _in_cell(item, language),
                    "check_name": finding.rule,
                    "fingerprint": mark,
                    "severity": _GITLAB[finding.severity],
                    "location": {
                        "path": path,
                        "lines": {"begin": first, "end": last},
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
