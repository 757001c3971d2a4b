"""Applying many fixes at once."""

from __future__ import annotations

from collections.abc import Iterable

from .analysis import analyze
from .finding import apply_edits, merged_edits

_MOST_ROUNDS = 10


def fix_all(text: str, rules: Iterable[str] | None = None) -> tuple[str, int]:
    """`text` with every fix of `rules` (None: of all) applied until none is left, and their number.

    A round that would leave a statement unreadable that could be read before is not taken.
    """
    wanted = None if rules is None else set(rules)
    count = 0
    analysis = analyze(text)
    for _ in range(_MOST_ROUNDS):
        fixes = [
            finding.fix
            for finding in analysis.findings
            if finding.fix is not None and (wanted is None or finding.rule in wanted)
        ]
        if not fixes:
            break
        fixed = apply_edits(text, merged_edits(fixes))
        after = analyze(fixed)
        if len(after.syntax_problems) > len(analysis.syntax_problems):
            break
        count += len(fixes)
        text, analysis = fixed, after
    return text, count
