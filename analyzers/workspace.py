"""Other files of the project: which one an import means, and what it defines.

Only classes are followed: a base class or a layer that is imported from the project is known like
one of the same file, one hop or several. What cannot be found stays unknown, and rules stay silent.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .disk import Disk
from .imports import Imports, speaks_of_torch, splits
from .torch_facts import STAR_EXPORTS, canonical, is_library

if TYPE_CHECKING:
    from .file_model import FileModel
    from .statement import ClassDefinition

_MOST_HOPS = 8
# The clocks of file systems tick in up to two seconds: what changed so lately may change unseen.
_LATELY_NS = 3_000_000_000


@dataclass(eq=False)
class Workspace:
    """The files that imports may mean, read when first asked for and kept until they change.

    `roots` are the folders that absolute imports start from, besides the importing file's own.
    `still` says that nothing changes as long as the workspace is used.
    """

    roots: tuple[Path, ...] = ()
    disk: Disk = field(default_factory=Disk)
    still: bool = False
    _texts: dict[Path, tuple[object, str]] = field(default_factory=dict)
    _ever: set[Path] = field(default_factory=set)
    _files: dict[Path, FileModel] = field(default_factory=dict)
    _imports: dict[Path, Imports] = field(default_factory=dict)
    _reaching: dict[Path, bool] = field(default_factory=dict)
    _generation: int = 0
    # where modules are, by name and importing file, and the folders that this depends on
    _found: dict[tuple[str, Path], Path | None] = field(default_factory=dict)
    _folders: dict[Path, int | None] = field(default_factory=dict)
    _besides: object = None

    def refresh(self) -> int:
        """Forget every file when one of them changed; the number differs after that.

        All, because what a file means may hang on another one that it imports. Where modules are is
        looked up again when a file may have come or gone in a folder in which one was looked for.
        """
        if self.still:
            return self._generation
        lately = time.time_ns() - _LATELY_NS
        besides = self.disk.besides()
        changed = False
        if besides != self._besides or any(
            self.disk.folder(folder) != when or (when is not None and when > lately)
            for folder, when in self._folders.items()
        ):
            before, self._found = self._found, {}
            self._folders.clear()
            self._besides = besides
            changed = any(self.find(*key) != path for key, path in before.items())
        if changed or any(self.disk.stamp(path) != at for path, (at, _) in self._texts.items()):
            self._texts.clear()
            self._files.clear()
            self._imports.clear()
            self._reaching.clear()
            self._generation += 1
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
            module = [below.with_name(f"{below.name}.py")] if parts else []
            for candidate in (below / "__init__.py", *module):
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
            text = self.text(path)
            if not text:
                return None
            self._files[path] = FileModel(text, cut(text), origin=Origin(path, self))
        return self._files[path]

    def reaches_torch(self, path: Path) -> bool:
        """Whether a file of the project, or one that it imports, speaks of torch."""
        if path not in self._reaching:
            met = {path: None}
            pending = [path]
            while pending:
                one = pending.pop()
                if self._reaching.get(one) or speaks_of_torch(self.text(one)):
                    self._reaching[path] = True
                    return True
                if one not in self._reaching:
                    further = Origin(one, self).imports_of(self.imports(one))
                    pending += (found for found in further if found not in met)
                    met.update(dict.fromkeys(further))
            self._reaching.update(dict.fromkeys(met, False))
        return self._reaching[path]

    def imports(self, path: Path) -> Imports:
        """What a file of the project imports."""
        if path not in self._imports:
            self._imports[path] = Imports.of(self.text(path))
        return self._imports[path]

    def has_read(self, path: Path) -> bool:
        """Whether the file was ever asked for."""
        return path in self._ever

    def text(self, path: Path) -> str:
        """The text of a file; empty when it cannot be read."""
        if path not in self._texts:
            stamp = self.disk.stamp(path)
            self._ever.add(path)
            self._texts[path] = (stamp, self.disk.text(path) or "")
        return self._texts[path][1]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file lies, and the workspace that its imports are looked up in."""

    path: Path
    workspace: Workspace

    def module_class(self, dotted: str, hops: int = 0) -> tuple[FileModel, ClassDefinition] | None:
        """The Module class that `dotted` means here, followed through re-exports; or None."""
        if hops > _MOST_HOPS or not dotted.strip("."):
            return None
        module, name = next(splits(dotted), ("", ""))
        path = self.workspace.find(module, self.path) if module else None
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

    def meaning(self, dotted: str, hops: int = 0) -> str | None:
        """What a name of another file means: torch's own where that file has it from torch.

        A class of the project keeps the name. None for everything else, as for what is not of the
        project. No file is parsed for that.
        """
        found = ((self.workspace.find(module, self.path), name) for module, name in splits(dotted))
        path, name = next(((path, name) for path, name in found if path is not None), (None, ""))
        if path is None or hops > _MOST_HOPS:
            return None
        there, imports = Origin(path, self.workspace), self.workspace.imports(path)
        root, _, rest = name.partition(".")
        if root in imports.names:
            ways = [imports.names[root]]
        elif re.search(
            rf"^class[ \t]+{re.escape(root)}\b", self.workspace.text(path), re.MULTILINE
        ):
            return dotted
        else:  # of two stars with the same name the later one counts
            ways = [
                f"{star}.{root}"
                for star in reversed(imports.stars)
                if not is_library(star) or root in STAR_EXPORTS.get(star, ())
            ]
        for way in filter(None, ways):
            whole = canonical(f"{way}.{rest}" if rest else way)
            known = whole if is_library(whole) else there.meaning(whole, hops + 1)
            if known is not None:
                return known if is_library(known) else dotted
        return None

    def imports_of(self, imports: Imports) -> tuple[Path, ...]:
        """The files of the project that the file, with these imports, reads."""
        paths = (self.workspace.find(module, self.path) for module in imports.modules)
        return tuple(dict.fromkeys(filter(None, paths)))

    def imports_torch(self, text: str) -> bool:
        """Whether the file, with this text, imports a file of the project that reaches torch."""
        return any(map(self.workspace.reaches_torch, self.imports_of(Imports.of(text))))


_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def roots_of(path: Path, *more: Path) -> tuple[Path, ...]:
    """The folders that absolute imports of a file may start from, besides its own.

    Its project, the project's `src`, the folder that holds the file's topmost package, and `more`.
    """
    package = next((f for f in path.parents if not (f / "__init__.py").exists()), path.parent)
    marked = (f for f in path.parents if any((f / mark).exists() for mark in _PROJECT_MARKS))
    project = next(marked, package)
    return tuple(dict.fromkeys((project, project / "src", package, *more)))


def origin_of(path: Path) -> Origin:
    """A file on the disk, with what its imports can reach: its folder, its project, this folder.

    The files of the project are read once; `forget` makes that be done again.
    """
    path = path.resolve()
    return Origin(path, _workspace(roots_of(path, Path.cwd())))


@cache
def _workspace(roots: tuple[Path, ...]) -> Workspace:
    return Workspace(roots, still=True)


def forget() -> None:
    """Let `origin_of` read the files of projects anew: something was written."""
    _workspace.cache_clear()
