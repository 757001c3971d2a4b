"""The project of a file: the nearest pyproject.toml upward that has settings of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .globs import matches
from .settings import Layer, Problem, Settings, from_pyproject, resolve


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of the files below a folder; without a pyproject.toml they are the defaults."""

    folder: Path
    settings: Settings
    problems: tuple[Problem, ...]
    layer: Layer = field(default_factory=lambda: Layer("", {}))

    def settings_of(self, path: Path) -> Settings:
        """The settings of one file, with those of its path."""
        return self.settings.at(self._inside(path))

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether the setting `exclude` names the path; so it does below an excluded folder."""
        inside = self._inside(path) + ("/" if is_folder else "")
        return bool(self.settings.exclude) and matches(self.settings.exclude, inside)

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


class Projects:
    """Finds projects and remembers them; paths are absolute."""

    def __init__(self) -> None:
        self._by_folder: dict[Path, Project] = {}

    def of(self, folder: Path) -> Project:
        """The project of the files in a folder."""
        known = self._by_folder.get(folder)
        if known is None:
            known = self._by_folder[folder] = self._look(folder)
        return known

    def _look(self, folder: Path) -> Project:
        layer = from_pyproject(folder)
        if layer.values or layer.problems:
            settings, problems = resolve([layer])
            return Project(folder, settings, problems, layer)
        at_top = folder == folder.parent
        return Project(folder, Settings(), ()) if at_top else self.of(folder.parent)

    def all(self) -> list[Project]:
        """Every project that was found, each once."""
        return list({project.folder: project for project in self._by_folder.values()}.values())


class EditorProjects:
    """The settings by which the documents of an editor are judged, as `check` finds them.

    The nearest pyproject.toml upward that has settings of ours counts, and over it `layers`, what
    the editor says. Without one there are those of the workspace folder.
    """

    def __init__(
        self, folder: Path | None, settings: Settings, layers: Sequence[Layer] = ()
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._layers = tuple(layers)
        self._projects = Projects()
        self._resolved: dict[Path, Settings] = {}

    def settings_of(self, name: str | None) -> Settings:
        """The settings of the document with this path; None for one that is not on the disk."""
        if name is None:
            return self._settings
        path = Path(name)
        project = self._projects.of(path.parent)
        if not project.layer.values or project.folder == self._folder:
            inside = self._folder is not None and path.is_relative_to(self._folder)
            return self._settings.at(_below(path, self._folder)) if inside else self._settings
        if project.folder not in self._resolved:
            self._resolved[project.folder], _ = resolve([project.layer, *self._layers])
        return self._resolved[project.folder].at(_below(path, project.folder))

    def all(self) -> list[Project]:
        """The projects that documents were found in, besides that of the workspace folder."""
        return [project for project in self._projects.all() if project.folder != self._folder]


def _below(path: Path, folder: Path | None) -> str:
    return path.relative_to(folder or path.anchor).as_posix()
