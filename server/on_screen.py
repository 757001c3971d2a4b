"""The files that imports may mean, as they are in the editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from torchtutor.analyzers.workspace import Disk

from .document import Document


class OnScreen(Disk):
    """Files as they are in the editor; those that are not open, on the disk."""

    def __init__(
        self, document: Callable[[str], Document | None], opened: Callable[[], object]
    ) -> None:
        self._document = document
        self._opened = opened

    def besides(self) -> object:
        """Which documents are open."""
        return self._opened()

    def stamp(self, path: Path) -> object | None:
        """The version of an open document, else what the disk says."""
        held = self._document(path.as_uri())
        return super().stamp(path) if held is None else (held.version, len(held.text))

    def text(self, path: Path) -> str | None:
        """The text on the screen, else on the disk."""
        held = self._document(path.as_uri())
        return super().text(path) if held is None else held.text
