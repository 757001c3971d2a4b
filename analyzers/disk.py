"""Files as they are on the disk; small, since a language server starts with it."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR, S_ISREG

_LARGEST_BYTES = 1_000_000


class Disk:
    """Files as they are on the disk. A language server prefers what is on the screen."""

    def stamp(self, path: Path) -> object | None:
        """Something that changes whenever the text does; None when there is no such file."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return None
        return (status.st_mtime_ns, status.st_size) if S_ISREG(status.st_mode) else None

    def folder(self, path: Path) -> int | None:
        """When something last came into the folder or went, in ns; None when there is no such."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return None
        return status.st_mtime_ns if S_ISDIR(status.st_mode) else None

    def besides(self) -> object:
        """Something that changes whenever there are other files than those on the disk."""
        return None

    def text(self, path: Path) -> str | None:
        """The text of a file; None when it is huge or cannot be read as UTF-8."""
        try:
            if path.stat().st_size > _LARGEST_BYTES:
                return None
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError, ValueError):
            return None
