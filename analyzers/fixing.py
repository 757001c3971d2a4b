"""Applying many fixes at once, so that a text never gets worse."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

from .analysis import analyze
from .finding import Analysis, Finding, Fix, Severity, apply_edits, merged_edits
from .workspace import Origin

_MOST_ROUNDS = 20


def fix_all(
    text: str,
    wanted: Callable[[Finding], bool] = lambda finding: True,
    origin: Origin | None = None,
) -> tuple[str, int]:
    """`text` with the fixes of the wanted findings applied, and their number.

    One fix may make room for another, so it goes in rounds. Where a round would make the text
    worse, each fix is tried alone, and those that do harm are left out.
    """
    count = 0
    analysis = analyze(text, origin)
    for _ in range(_MOST_ROUNDS):
        fixes = [f.fix for f in analysis.findings if f.fix is not None and wanted(f)]
        done = _applied(text, analysis, fixes, origin)
        if done is None:
            harmless = [fix for fix in fixes if _applied(text, analysis, [fix], origin) is not None]
            done = _applied(text, analysis, harmless, origin) or _applied(
                text, analysis, harmless[:1], origin
            )
        if done is None:
            break
        text, analysis, taken = done
        count += taken
    return text, count


def _applied(
    text: str, analysis: Analysis, fixes: Sequence[Fix], origin: Origin | None
) -> tuple[str, Analysis, int] | None:
    """The text after the fixes that do not clash, and their number; None when it is no better."""
    edits = merged_edits(fixes)
    mended = apply_edits(text, edits)
    if mended == text:
        return None
    after = analyze(mended, origin)
    if _is_worse(text, analysis, mended, after):
        return None
    return mended, after, sum(set(fix.edits) <= set(edits) for fix in fixes)


def _is_worse(text: str, before: Analysis, mended: str, after: Analysis) -> bool:
    """Whether something can no longer be read, or an error is found that was not there."""
    if len(after.syntax_problems) > len(before.syntax_problems):
        return True
    if _compiles(text) and not _compiles(mended):
        return True
    errors = [
        sum(finding.severity is Severity.ERROR for finding in analysis.findings)
        for analysis in (before, after)
    ]
    return errors[1] > errors[0]


def _compiles(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the learner's strings, not about the fix
        try:
            compile(text, "<mended>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
