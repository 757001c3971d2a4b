"""Applying many fixes at once."""

from __future__ import annotations

from collections.abc import Iterable

from .analysis import analyze
from .finding import Edit, Fix, apply_edits

_MOST_ROUNDS = 10


def merged_edits(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """The edits of several fixes of one text as one; of two that overlap the first is taken.

    Two fixes may bring the same edit, such as an import: it is applied once.
    """
    taken: list[Edit] = []
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if not any(_clash(edit, other) for edit in fresh for other in taken):
            taken += fresh
    return tuple(sorted(taken, key=lambda edit: (edit.span.start, edit.span.end)))


def _clash(a: Edit, b: Edit) -> bool:
    return a.span == b.span or (a.span.start < b.span.end and b.span.start < a.span.end)


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
