"""`torchtutor check`: find mistakes in files and folders."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Analysis, Language, Severity
from torchtutor.analyzers.fixing import fix_all
from torchtutor.analyzers.registry import RULES

from ..language import LANGUAGES, negotiate, say
from ..positions import Encoding, LineIndex
from .files import decode, encode, python_files
from .show_findings import show_findings, show_summary

_FORMATS = ("text", "jsonl")
# Starting helpers costs more than reading a few files.
_FILES_FOR_PARALLEL = 24


@dataclass(frozen=True, slots=True)
class Report:
    """One file as read: its findings, or why it could not be read."""

    path: str
    text: str
    analysis: Analysis | None
    error: str | None = None
    fixed: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files and folders")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument("--fix", action="store_true", help="write the fixes into the files")
    parser.add_argument("--select", metavar="RULES", help="only these rules, separated by commas")
    parser.add_argument("--ignore", metavar="RULES", help="not these rules, separated by commas")
    parser.add_argument(
        "--min-severity",
        choices=[str(severity) for severity in Severity],
        default="hint",
        help="leave out what matters less (default: hint)",
    )
    parser.add_argument("--language", choices=LANGUAGES, help="default: from the locale")
    parser.epilog = "Exit code: 0 nothing found, 1 something found, 2 a path or option is wrong."


def run(arguments: argparse.Namespace) -> int:
    """Check the paths; 0 nothing found, 1 something found, 2 a path or an option is wrong."""
    language = negotiate(arguments.language, None)
    try:
        rules = _rules(arguments.select, arguments.ignore, language)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    missing = [path for path in arguments.paths if not Path(path).exists()]
    for path in missing:
        print(say(language, "cli.no-such-path", path=path), file=sys.stderr)
    ranks = [str(severity) for severity in Severity]
    severities = set(ranks[: ranks.index(arguments.min_severity) + 1])
    jobs = [(str(path), sorted(rules), arguments.fix) for path in python_files(arguments.paths)]
    output = Console(highlight=False)
    found = failed = fixed = files = 0
    for report in _reports(jobs):
        files += 1
        fixed += report.fixed
        if report.analysis is None:
            failed += 1
            reason = say(language, "cli.unreadable", reason=report.error)
            print(f"{report.path}: {reason}", file=sys.stderr)
            continue
        shown = _filtered(report.analysis, rules, severities)
        found += len(shown.findings)
        if arguments.format == "jsonl":
            for line in json_lines(report.path, report.text, shown, language):
                print(line)
        elif shown.findings:
            show_findings(output, report.path, report.text, shown, language)
    if arguments.format == "text":
        show_summary(output, files, found, fixed, language)
    return 2 if missing or failed else 1 if found else 0


def _rules(select: str | None, ignore: str | None, language: Language) -> set[str]:
    """The ids of the rules to apply; raises ValueError for an unknown one."""
    known = [rule.id for rule in RULES]
    chosen = set(known)
    for option, keep in ((select, True), (ignore, False)):
        if option is None:
            continue
        named = {name.strip() for name in option.split(",") if name.strip()}
        for name in sorted(named):
            if name not in known:
                raise ValueError(say(language, "cli.no-such-rule", rule=name))
        chosen = named if keep else chosen - named
    return chosen


def _reports(jobs: list[tuple[str, list[str], bool]]) -> Iterator[Report]:
    cores = os.cpu_count() or 1
    if len(jobs) < _FILES_FOR_PARALLEL or cores == 1:
        yield from map(_check_file, jobs)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_check_file, jobs, chunksize=4)


def _check_file(job: tuple[str, list[str], bool]) -> Report:
    path, rules, fix = job
    try:
        data = Path(path).read_bytes()
        text = decode(data)
        fixed = 0
        if fix:
            after, fixed = fix_all(text, rules)
            if fixed:
                Path(path).write_bytes(encode(after, data))
                text = after
        return Report(path, text, analyze(text), fixed=fixed)
    except (OSError, UnicodeError, SyntaxError) as error:
        return Report(path, "", None, error=str(error))


def _filtered(analysis: Analysis, rules: set[str], severities: set[str]) -> Analysis:
    kept = tuple(f for f in analysis.findings if f.rule in rules and str(f.severity) in severities)
    return replace(analysis, findings=kept)


def json_lines(path: str, text: str, analysis: Analysis, language: Language) -> Iterator[str]:
    """One JSON object a finding; schemas/check-finding.schema.json is the contract.

    Lines and columns count from 1, columns in characters; the end is exclusive.
    """
    index = LineIndex(text)
    for finding in analysis.findings:
        line, column = index.place(finding.span.start, Encoding.UTF32)
        end_line, end_column = index.place(finding.span.end, Encoding.UTF32)
        yield json.dumps(
            {
                "path": path,
                "line": line + 1,
                "column": column + 1,
                "end_line": end_line + 1,
                "end_column": end_column + 1,
                "rule": finding.rule,
                "severity": str(finding.severity),
                "message": finding.message.render(language),
                "fixable": finding.fix is not None,
            },
            ensure_ascii=False,
        )
