"""Which Python is the learner's, and what can it do."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .process import ask
from .target import Target

_DESCRIBE_S = 60.0  # a cold `import torch` from a slow disk


class NoInterpreter(Exception):
    """There is no interpreter to use. `key` and `fields` say why to `say`."""

    def __init__(self, message: str, key: str, **fields: str) -> None:
        super().__init__(message)
        self.key = key
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python executable and why this one: `setting`, `environment`, `folder`, `own` or `path`."""

    path: str
    origin: str


def find(
    setting: str | None, folder: Path | None, environ: Mapping[str, str] = os.environ
) -> Interpreter:
    """The setting, else the active environment, else `.venv` or `venv` at or above `folder`,
    else our own interpreter if torch is installed there, else python3 on the PATH.

    Raises NoInterpreter for a setting that is not an executable file, or when there is none.
    """
    if setting:
        return Interpreter(_from_setting(setting, folder), "setting")
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if (prefix := environ.get(variable)) and (python := _in_prefix(Path(prefix))):
            return Interpreter(python, "environment")
    for place in [folder, *folder.parents] if folder else []:
        for name in (".venv", "venv"):
            if python := _in_prefix(place / name):
                return Interpreter(python, "folder")
    # `pip install torchtutor[torch]`: one environment for both.
    if importlib.util.find_spec("torch") is not None:
        return Interpreter(sys.executable, "own")
    for name in ("python3", "python"):
        if python := shutil.which(name, path=environ.get("PATH")):
            return Interpreter(python, "path")
    raise NoInterpreter("There is no python3 on the PATH", "no-interpreter")


def _from_setting(setting: str, folder: Path | None) -> str:
    path = Path(setting).expanduser()
    if len(path.parts) == 1 and (found := shutil.which(setting)):
        return found
    if not path.is_absolute():
        path = (folder or Path.cwd()) / path
    if path.is_dir() and (python := _in_prefix(path)):
        return python
    if not path.is_file():
        raise NoInterpreter(f"There is no file {path}", "interpreter-missing", path=str(path))
    if not os.access(path, os.X_OK):
        message = f"{path} is not executable"
        raise NoInterpreter(message, "interpreter-not-executable", path=str(path))
    return str(path)


def _in_prefix(prefix: Path) -> str | None:
    """The interpreter of a virtual or conda environment. Not resolved: the link is what counts."""
    names = ["python.exe", "Scripts/python.exe"] if sys.platform == "win32" else ["bin/python"]
    for name in names:
        python = prefix / name
        if python.is_file() and os.access(python, os.X_OK):
            return str(python)
    return None


async def describe(python: str | Target) -> dict[str, Any]:
    """`python` and `torch` versions, `devices` ("cpu" first) and `error`, as that interpreter says.

    Takes as long as `import torch`, seconds. `error` is a `RunError` or None; without torch the
    list of devices is empty.
    """
    answer = await ask({"task": "describe"}, python, _DESCRIBE_S)
    return {"python": None, "torch": None, "devices": [], "error": None, **answer}
