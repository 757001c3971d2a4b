"""Finding, reading and writing source files."""

from __future__ import annotations

import glob
import io
import os
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..notebooks import SUFFIX

_SKIPPED_FOLDERS = {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv"}

# Says of a path (absolute), whether it is a folder, and the folder being searched: leave it out?
LeaveOut = Callable[[Path, bool, Path], bool]


def python_files(
    paths: Iterable[str], leave_out: LeaveOut, unreadable: Callable[[OSError], None]
) -> Iterator[Path]:
    """The files named, and the Python files and notebooks below the folders named, sorted, each once.

    Hidden folders, virtual environments, build folders, what is not a regular file (a pipe, a link to
    nothing) and what `leave_out` names are passed over below a named folder; a file that is named
    itself is always there. A folder that cannot be looked into is told to `unreadable`.
    """
    seen: set[Path] = set()
    for name in paths:
        root = Path(name)
        candidates: Iterable[Path] = (root,)
        if os.path.isdir(root):  # noqa: PTH112  # Path raises where it may not look
            candidates = _below(root, leave_out, unreadable)
        for path in candidates:
            key = path.resolve()
            if key not in seen:
                seen.add(key)
                yield path


def exists(path: str) -> bool:
    """Whether there is such a file or folder; the empty path, which is none, is not this folder."""
    return os.path.exists(path)  # noqa: PTH110  # Path raises where it may not look


def spelled_out(paths: Iterable[str]) -> Iterator[str]:
    """The paths with globs replaced by what they match: not every shell does that.

    A glob that matches nothing stays as it is, and so does what exists under that very name.
    """
    for path in paths:
        found: list[str] = []
        if not exists(path) and glob.has_magic(path):
            found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  # may be absolute
        yield from found or (path,)


def absolute(path: Path) -> Path:
    """The path from the root, without `..`, symbolic links kept."""
    return Path(os.path.normpath(Path.cwd() / path))


def _below(
    root: Path, leave_out: LeaveOut, unreadable: Callable[[OSError], None]
) -> Iterator[Path]:
    top = absolute(root)
    for folder, folders, names in os.walk(root, onerror=unreadable):
        here = top / Path(folder).relative_to(root)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED_FOLDERS
            and not name.startswith(".")
            and not exists(str(Path(folder, name, "pyvenv.cfg")))
            and not leave_out(here / name, True, top)
        )
        for name in sorted(names):
            path = Path(folder, name)
            python = name.endswith((".py", ".pyi", SUFFIX)) and os.path.isfile(path)  # noqa: PTH113
            if python and not leave_out(here / name, False, top):
                yield path


def decode(data: bytes) -> str:
    """Source bytes as text, by byte order mark or coding comment as Python does, line ends kept.

    Raises SyntaxError for a coding that there is not, or that is not one of text, and UnicodeError
    where the bytes do not fit it.
    """
    try:
        return data.decode(coding(data))
    except LookupError as error:
        raise SyntaxError(str(error)) from error


def encode(text: str, original: bytes) -> bytes:
    """`text` in the coding of the file it came from.

    Raises UnicodeError for a character that the coding lacks.
    """
    return text.encode(coding(original))


def coding(data: bytes) -> str:
    """The name of the coding of source bytes; `utf-8-sig` with a byte order mark."""
    name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return name


def said(error: Exception) -> str:
    """What went wrong with a file in the system's words, without its number and the path."""
    return str(getattr(error, "strerror", None) or error)
