"""Reads and compares the expectations written into sample files.

A line that ends in `# want: rule` must get exactly that finding; `# want: rule "text"` also says
what the message must contain, and several are separated by `;`. Every finding that is not
wanted is a failure. The comments are taken out before the analysis.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Finding
from torchtutor.analyzers.rule import Rule

_WANT = re.compile(r"\s*#\s*want:\s*(.+)$", re.MULTILINE)
_ONE = re.compile(r'([a-z-]+)(?:\s+"([^"]*)")?')


@dataclass(frozen=True)
class Want:
    line: int
    rule: str
    part: str


def wanted(text: str) -> list[Want]:
    """The expectations in `text`, lines counted from 1."""
    return [
        Want(number, rule, part)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _WANT.search(line))
        for rule, part in _ONE.findall(match[1])
    ]


def line_of(text: str, finding: Finding) -> int:
    """The line of a finding's start, from 1."""
    return text.count("\n", 0, finding.span.start) + 1


def found_by(text: str, rule: Rule) -> tuple[Finding, ...]:
    """What everyone is told about `text`, and what `rule` finds if it is one to be asked for."""
    analysis = analyze(text)
    return (*analysis.findings, *(f for f in analysis.optional if f.rule == rule.id))


def disagreements(text: str, rule: Rule) -> list[str]:
    """What is missing, unexpected or worded differently; empty when all is as wanted."""
    plain = _WANT.sub("", text)
    findings = found_by(plain, rule)
    found = Counter((line_of(plain, finding), finding.rule) for finding in findings)
    expected = Counter((want.line, want.rule) for want in wanted(text))
    problems = [f"line {line}: {rule} is missing" for line, rule in (expected - found).elements()]
    problems += [
        f"line {line}: {rule} is not wanted" for line, rule in (found - expected).elements()
    ]
    for want in wanted(text):
        messages = [
            finding.message.render()
            for finding in findings
            if (line_of(plain, finding), finding.rule) == (want.line, want.rule)
        ]
        if want.part and not any(want.part in message for message in messages):
            problems.append(f"line {want.line}: {want.part!r} is not in {messages}")
    return problems
