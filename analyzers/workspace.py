"""Other files of the project: which one an import means, and what it defines.

Only classes are followed: a base class or a layer that is imported from the project is known like
one of the same file, one hop or several. What cannot be found stays unknown, and rules stay silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .file_model import ClassDefinition, FileModel

_MOST_HOPS = 8
_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text and something that changes whenever the text does."""

    text: str
    stamp: object


def read_from_disk(path: Path) -> Text | None:
    """The text of a file; None when there is none that can be read as UTF-8."""
    try:
        status = path.stat()
        if status.st_size > _LARGEST_BYTES or not path.is_file():
            return None
        return Text(path.read_text(encoding="utf-8"), (status.st_mtime_ns, status.st_size))
    except (OSError, UnicodeDecodeError, ValueError):
        return None


@dataclass(eq=False)
class Workspace:
    """The files that imports may mean, read when first asked for and kept until they change.

    `roots` are the folders that absolute imports start from, besides the importing file's own.
    `read` may prefer what an editor has on screen.
    """

    roots: tuple[Path, ...] = ()
    read: Callable[[Path], Text | None] = read_from_disk
    _files: dict[Path, tuple[object, FileModel]] = field(default_factory=dict)
    _generation: int = 0

    def refresh(self) -> int:
        """Forget every file when one of them changed; the number differs after that.

        All, because what a file means may hang on another one that it imports.
        """
        for path, (stamp, _) in self._files.items():
            text = self.read(path)
            if text is None or text.stamp != stamp:
                self._files.clear()
                self._generation += 1
                break
        return self._generation

    def find(self, dotted: str, origin: Path) -> Path | None:
        """The file of the module `dotted` (with leading dots: relative) as `origin` imports it."""
        dots = len(dotted) - len(dotted.lstrip("."))
        parts = [part for part in dotted[dots:].split(".") if part]
        folder = origin.parent
        for _ in range(dots - 1):
            folder = folder.parent
        starts = (folder,) if dots else (folder, *self.roots)
        for start in starts:
            below = start.joinpath(*parts)
            for candidate in (below.with_name(f"{below.name}.py"), below / "__init__.py"):
                if candidate != origin and candidate.is_file():
                    return candidate
        return None

    def file(self, path: Path) -> FileModel | None:
        """The file as the rules see it, or None."""
        from .chunks import cut  # both build on this module
        from .file_model import FileModel

        if path not in self._files:
            text = self.read(path)
            if text is None:
                return None
            model = FileModel(text.text, cut(text.text), origin=Origin(path, self))
            self._files[path] = (text.stamp, model)
        return self._files[path][1]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file lies, and the workspace that its imports are looked up in."""

    path: Path
    workspace: Workspace

    def module_class(self, dotted: str, hops: int = 0) -> tuple[FileModel, ClassDefinition] | None:
        """The Module class that `dotted` means here, followed through re-exports; or None."""
        name = dotted.rpartition(".")[2]
        if not name or hops > _MOST_HOPS or not dotted.strip("."):
            return None
        path = self.file_of(dotted)
        file = self.workspace.file(path) if path is not None else None
        if file is None or path is None:
            return None
        definition = file.module_classes.get(name)
        if definition is not None:
            return file, definition
        elsewhere = file.names.resolve_dotted(name)
        if elsewhere is None or elsewhere == dotted:
            return None
        return Origin(path, self.workspace).module_class(elsewhere, hops + 1)

    def file_of(self, dotted: str) -> Path | None:
        """The file of the project that the object `dotted` comes from, or None."""
        return self.workspace.find(dotted.rpartition(".")[0] or ".", self.path)
