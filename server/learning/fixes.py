"""Which findings were mended between two versions of a file.

Deleting code mends nothing: what a finding was about must still be there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from torchtutor.analyzers.finding import Finding


@dataclass(frozen=True, slots=True)
class Fixed:
    """A mended finding. `print` tells it from others and says nothing about the code."""

    rule: str
    print: str


Open = Mapping[str, tuple[str, str, bool]]


def open_findings(name: str, text: str, findings: Iterable[Finding]) -> Open:
    """The findings of a version by their prints: rule, what it is about, and whether that is a name.

    `name` tells the file from others.
    """
    found = {}
    for finding in findings:
        subject = (finding.subject or "").rpartition(".")[2]
        about = subject or text[finding.span.start : finding.span.end].partition("\n")[0]
        key = f"{name}\0{finding.rule}\0{finding.subject or about}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        found[digest] = (finding.rule, about, bool(subject))
    return found


def fixed(before: Open, after: Open, text: str) -> list[Fixed]:
    """The findings of `before` that are gone although what they were about is still in `text`."""
    gone = []
    for digest, (rule, about, is_name) in before.items():
        if digest in after:
            continue
        # An attribute must be assigned and used: twice in the text.
        uses = len(re.findall(rf"\b{re.escape(about)}\b", text)) if is_name else 0
        if uses >= 2 or (not is_name and about in text):
            gone.append(Fixed(rule, digest))
    return gone
