"""Files of the learner's project on a machine that does not have them: imported from memory.

They keep the paths of the machine where the learner sits, so that errors point there.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import linecache
import sys
import types
from collections.abc import Sequence
from importlib.abc import Loader
from pathlib import Path
from typing import Any


class ProjectFiles(Loader):
    """Finds and runs the modules that came with the job, where `sys.path` would look first."""

    def __init__(self, files: list[dict[str, Any]]) -> None:
        self._files = {file["name"]: file for file in files}

    def install(self) -> None:
        """Put it before what looks in folders, behind what is built in."""
        finders = sys.meta_path
        place = next(
            (i for i, f in enumerate(finders) if f is importlib.machinery.PathFinder), len(finders)
        )
        finders.insert(place, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a module that came with the job."""
        file = self._files.get(name)
        if file is None:
            return None
        spec = importlib.util.spec_from_loader(
            name, self, origin=file["path"], is_package=file["package"]
        )
        assert spec is not None
        spec.has_location = True  # sets __file__
        if file["package"]:
            spec.submodule_search_locations = [str(Path(file["path"]).parent)]
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Run its text."""
        code = compile(self.get_source(module.__name__), str(module.__file__), "exec", 0, True)
        exec(code, module.__dict__)  # noqa: S102 (that is what an import does)

    def get_source(self, name: str) -> str:
        """The text, also for tracebacks and `inspect`."""
        text, path = str(self._files[name]["text"]), str(self._files[name]["path"])
        linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
        return text
