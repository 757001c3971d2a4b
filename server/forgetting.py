"""Deleting what earlier runs left behind: results, numbers of earlier runs, and pages."""

from __future__ import annotations

import contextlib

from .folders import cache_folder

# Results by class (kept.py), numbers of earlier runs (runner/history.py), pages that were opened.
KEPT_IN = ("runs", "history", "pages")


def forget_results() -> int:
    """Delete every file; how many there were. What cannot be deleted stays."""
    count = 0
    for name in KEPT_IN:
        for file in sorted(cache_folder(name).glob("*")):
            with contextlib.suppress(OSError):
                file.unlink()
                count += 1
    return count
