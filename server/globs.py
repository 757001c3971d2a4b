"""Globs as in .gitignore: `*.py` anywhere, `/docs/` at the top, `**` for folders, `!` to take back.

pathspec is loaded with the first glob, so that a server without any starts without it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def decide(globs: tuple[str, ...], path: str) -> bool | None:
    """What the last glob that matches says of a relative path: True matches, False takes it back.

    None when no glob matches. Parts are joined by `/`, and a folder ends in one. A glob that is
    not valid matches nothing, as in git.
    """
    return _spec(globs).check_file(path).include if globs else None


def matches(globs: tuple[str, ...], path: str) -> bool:
    """Whether the globs match a relative path."""
    return bool(decide(globs, path))


@lru_cache(maxsize=512)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    import re

    from pathspec import GitIgnoreSpec

    valid = []
    for glob in globs:
        try:
            GitIgnoreSpec.from_lines([glob])
        except (ValueError, re.error):
            continue
        valid.append(glob)
    return GitIgnoreSpec.from_lines(valid)
