"""What `torchtutor check` leaves out of a folder: what git ignores, and what is excluded."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from ..globs import decide, matches
from ..project import Projects


class LeftOut:
    """Answers `files.LeaveOut`. `globs` are those of --exclude, relative to the working folder."""

    def __init__(self, projects: Projects, globs: tuple[str, ...], *, gitignore: bool) -> None:
        self._projects = projects
        self._globs = globs
        self._git = GitIgnore() if gitignore else None

    def __call__(self, path: Path, is_folder: bool, root: Path) -> bool:
        """Whether to leave out a path below the folder `root` that is being searched."""
        ignored = self._git is not None and self._git.ignores(path, is_folder, root)
        return ignored or self.excluded(path, is_folder)

    def excluded(self, path: Path, is_folder: bool) -> bool:
        """Whether `exclude` or --exclude names the path or a folder above it."""
        if self._projects.of(path.parent).excludes(path, is_folder=is_folder):
            return True
        here = Path.cwd()
        inside = path.relative_to(here if here in path.parents else path.anchor).as_posix()
        return matches(self._globs, inside + "/" * is_folder)


class GitIgnore:
    """What git ignores. Reads each .gitignore once."""

    def __init__(self) -> None:
        self._globs = cache(_globs)
        self._is_repository = cache(_is_repository)
        self._top = cache(self._find_top)

    def ignores(self, path: Path, is_folder: bool, root: Path) -> bool:
        """Whether a .gitignore names a path below the folder `root`; the nearest one decides.

        Those of the repository that holds `root` count, or without one, those in and below `root`.
        Where git ignores `root` itself they do not count above it: whoever names it wants it.
        """
        return self._decide(path, is_folder, self._top(root))

    def _decide(self, path: Path, is_folder: bool, top: Path) -> bool:
        for folder in path.parents:
            inside = path.relative_to(folder).as_posix() + "/" * is_folder
            verdict = decide(self._globs(folder), inside)
            if verdict is not None:
                return verdict
            if folder == top or self._is_repository(folder):
                break
        return False

    def _find_top(self, root: Path) -> Path:
        """The folder up to which .gitignore files count for a search in `root`."""
        top = next(
            (folder for folder in (root, *root.parents) if self._is_repository(folder)), root
        )
        return root if top != root and self._decide(root, True, top) else top


def _is_repository(folder: Path) -> bool:
    return os.path.exists(folder / ".git")  # noqa: PTH110  # Path raises where it may not look


def _globs(folder: Path) -> tuple[str, ...]:
    return (*_lines(folder / ".git" / "info" / "exclude"), *_lines(folder / ".gitignore"))


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
