"""Classes that a syntax error hides at the moment, so that no lens vanishes while somebody types."""

from __future__ import annotations

import re
from dataclasses import replace

from torchtutor.analyzers.finding import Analysis, Runnable, Span

from .document import Document


def with_hidden(
    document: Document, analysis: Analysis, before: tuple[Runnable, ...]
) -> tuple[Runnable, ...]:
    """What can be run now, and of what could be run `before` that whose `class` line is still there."""
    if not before or not analysis.syntax_problems:
        return analysis.runnables
    present = {runnable.qualified_name for runnable in analysis.runnables}
    kept = list(analysis.runnables)
    for runnable in before:
        if runnable.qualified_name in present:
            continue
        name = runnable.qualified_name.split(".")[-1]
        if found := re.search(
            rf"^[ \t]*class\s+({re.escape(name)})\b", document.text, re.MULTILINE
        ):
            span = Span(found.start(1), found.end(1))
            kept.append(replace(runnable, span=span, name_span=span, attributes={}))
    return tuple(sorted(kept, key=lambda r: r.name_span.start))
