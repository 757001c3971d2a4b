"""The project of a file: the nearest pyproject.toml upward that has settings of ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .globs import matches
from .settings import Problem, Settings, from_pyproject, resolve


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of the files below a folder; without a pyproject.toml they are the defaults."""

    folder: Path
    settings: Settings
    problems: tuple[Problem, ...]

    def settings_of(self, path: Path) -> Settings:
        """The settings of one file, with those of its path."""
        return self.settings.at(self._inside(path))

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether the setting `exclude` names the path; so it does below an excluded folder."""
        inside = self._inside(path) + ("/" if is_folder else "")
        return bool(self.settings.exclude) and matches(self.settings.exclude, inside)

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def settings_at(settings: Settings, folder: Path | None, path: str | None) -> Settings:
    """The settings of one document of a workspace folder, with those of its path."""
    if folder is None or path is None or not Path(path).is_relative_to(folder):
        return settings
    return settings.at(Path(path).relative_to(folder).as_posix())


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
            return Project(folder, settings, problems)
        at_top = folder == folder.parent
        return Project(folder, Settings(), ()) if at_top else self.of(folder.parent)

    def all(self) -> list[Project]:
        """Every project that was found, each once."""
        return list({project.folder: project for project in self._by_folder.values()}.values())
