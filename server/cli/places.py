"""Where findings are, for services that show them beside a repository."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

from ..positions import LineIndex
from .checking import Report
from .files import absolute


def root() -> Path:
    """The top of the checkout where CI says which it is, else the working folder."""
    here = Path.cwd()
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        top = os.environ.get(name)
        if top and here.is_relative_to(top):
            return Path(top)
    return here


def from_root(path: str) -> str:
    """The path as seen from `root()`, or the whole path where it is not below."""
    whole = absolute(Path(path))
    top = root()
    return (whole.relative_to(top) if whole.is_relative_to(top) else whole).as_posix()


def fingerprints(report: Report) -> list[str]:
    """A mark for each finding that stays when other lines, the language or the wording change.

    It is made of the path, the rule, what it is about, and the line's words; the second finding
    for which all of these are the same has another one than the first.
    """
    index = LineIndex(report.text)
    path = from_root(report.path)
    seen: Counter[str] = Counter()
    marks = []
    for finding in report.findings:
        words = " ".join(index.line_text(index.line_of(finding.span.start)).split())
        identity = "\n".join((path, finding.rule, finding.subject or "", words))
        seen[identity] += 1
        whole = f"{identity}\n{seen[identity]}".encode("utf-8", "surrogatepass")
        marks.append(hashlib.sha256(whole).hexdigest())
    return marks
