"""The files that imports may mean, as they are in the editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from torchtutor.analyzers.disk import Disk

from .document import Document, path_of

if TYPE_CHECKING:
    from torchtutor.analyzers.workspace import Origin, Workspace


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


class EditorImports:
    """What the open documents import: a workspace for all documents that look in the same folders."""

    def __init__(self, disk: OnScreen) -> None:
        self._disk = disk
        self._workspaces: dict[tuple[Path, ...], Workspace] = {}
        self._paths: dict[str, Path | None] = {}
        self._seen: dict[tuple[Path, ...], int] = {}

    def origin(self, path: Path, folder: Path | None) -> Origin:
        """Where a document lies in the workspace folder, with what its imports can reach."""
        from torchtutor.analyzers.workspace import Origin, Workspace, roots_of

        more = (folder, folder / "src") if folder is not None else ()
        roots = roots_of(path, *more)
        workspace = self._workspaces.setdefault(roots, Workspace(roots, self._disk))
        return Origin(path, workspace)

    def reads(self, uri: str) -> bool:
        """Whether an open document imports this one, directly or not."""
        if uri not in self._paths:
            name = path_of(uri)
            self._paths[uri] = Path(name) if name is not None else None
        path = self._paths[uri]
        return path is not None and any(w.has_read(path) for w in self._workspaces.values())

    def changed(self) -> bool:
        """Whether a file that was read, or that was looked for, has changed since the last call."""
        now = {roots: workspace.refresh() for roots, workspace in self._workspaces.items()}
        before, self._seen = self._seen, now
        return before != now
