"""Finding, reading and writing source files."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

_SKIPPED_FOLDERS = {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv"}


def python_files(paths: Iterable[str]) -> Iterator[Path]:
    """The files named, and the Python files below the folders named, sorted, each once.

    Hidden folders, virtual environments and build folders below a named folder are passed over.
    """
    seen: set[Path] = set()
    for name in paths:
        root = Path(name)
        if root.is_file():
            candidates: Iterable[Path] = (root,)
        else:
            candidates = _below(root)
        for path in candidates:
            key = path.resolve()
            if key not in seen:
                seen.add(key)
                yield path


def _below(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED_FOLDERS
            and not name.startswith(".")
            and not Path(folder, name, "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            if name.endswith((".py", ".pyi")):
                yield Path(folder, name)


def decode(data: bytes) -> str:
    """Source bytes as text, by byte order mark or coding comment as Python does, line ends kept.

    Raises SyntaxError for an unknown coding and UnicodeError where the bytes do not fit it.
    """
    return data.decode(_encoding(data))


def encode(text: str, original: bytes) -> bytes:
    """`text` in the coding of the file it came from."""
    return text.encode(_encoding(original))


def _encoding(data: bytes) -> str:
    name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return name
