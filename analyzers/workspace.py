"""Other files of the project: which one an import means, and what it defines.

Only classes are followed: a base class or a layer that is imported from the project is known like
one of the same file, one hop or several. What cannot be found stays unknown, and rules stay silent.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .file_model import FileModel
    from .statement import ClassDefinition

_MOST_HOPS = 8
_LARGEST_BYTES = 1_000_000
# The clocks of file systems tick in up to two seconds: what changed so lately may change unseen.
_LATELY_NS = 3_000_000_000


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


@dataclass(eq=False)
class Workspace:
    """The files that imports may mean, read when first asked for and kept until they change.

    `roots` are the folders that absolute imports start from, besides the importing file's own.
    """

    roots: tuple[Path, ...] = ()
    disk: Disk = field(default_factory=Disk)
    _files: dict[Path, tuple[object, FileModel]] = field(default_factory=dict)
    _generation: int = 0
    # where modules are, by name and importing file, and the folders that this depends on
    _found: dict[tuple[str, Path], Path | None] = field(default_factory=dict)
    _folders: dict[Path, int | None] = field(default_factory=dict)
    _besides: object = None

    def refresh(self) -> int:
        """Forget every file when one of them changed; the number differs after that.

        All, because what a file means may hang on another one that it imports. Where modules are is
        forgotten when a file may have come or gone in a folder in which one was looked for.
        """
        lately = time.time_ns() - _LATELY_NS
        besides = self.disk.besides()
        if besides != self._besides or any(
            self.disk.folder(folder) != when or (when is not None and when > lately)
            for folder, when in self._folders.items()
        ):
            self._found.clear()
            self._folders.clear()
            self._besides = besides
        for path, (stamp, _) in self._files.items():
            if self.disk.stamp(path) != stamp:
                self._files.clear()
                self._generation += 1
                break
        return self._generation

    def find(self, dotted: str, origin: Path) -> Path | None:
        """The file of the module `dotted` (with leading dots: relative) as `origin` imports it."""
        key = (dotted, origin)
        if key not in self._found:
            self._found[key] = self._find(dotted, origin)
        return self._found[key]

    def _find(self, dotted: str, origin: Path) -> Path | None:
        dots = len(dotted) - len(dotted.lstrip("."))
        parts = [part for part in dotted[dots:].split(".") if part]
        folder = origin.parent
        for _ in range(dots - 1):
            folder = folder.parent
        starts = (folder,) if dots else (folder, *self.roots)
        for start in starts:
            below = start.joinpath(*parts)
            self._watch(start, parts)
            for candidate in (below.with_name(f"{below.name}.py"), below / "__init__.py"):
                if candidate != origin and self.disk.stamp(candidate) is not None:
                    return candidate
        return None

    def _watch(self, folder: Path, parts: list[str]) -> None:
        """Note the folders on the way to a module; a missing one would come into the one above."""
        for part in (*parts, ""):
            if folder not in self._folders:
                self._folders[folder] = self.disk.folder(folder)
            if self._folders[folder] is None:
                return
            folder = folder / part

    def file(self, path: Path) -> FileModel | None:
        """The file as the rules see it, or None."""
        from .chunks import cut  # both build on this module
        from .file_model import FileModel

        if path not in self._files:
            stamp, text = self.disk.stamp(path), self.disk.text(path)
            if text is None:
                return None
            model = FileModel(text, cut(text), origin=Origin(path, self))
            self._files[path] = (stamp, model)
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


_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def origin_of(path: Path) -> Origin:
    """A file on the disk, with what its imports can reach: its folder, its project, this folder.

    Where nothing marks a project, it is the folder that holds the outermost package: all files of a
    package share one workspace, which reads a file that many of them import once.
    """
    path = path.resolve()
    project = next(
        (folder for folder in path.parents if any((folder / m).exists() for m in _PROJECT_MARKS)),
        next(f for f in (*path.parents, path.parent) if not (f / "__init__.py").exists()),
    )
    return Origin(path, _workspace((project, project / "src", Path.cwd())))


@cache
def _workspace(roots: tuple[Path, ...]) -> Workspace:
    return Workspace(roots)
