"""Which Pythons a run may use: the learner's own, others of this machine, and named targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..settings import Settings
from .interpreter import NoInterpreter, find
from .target import Target, as_target


def names(settings: Settings) -> list[str]:
    """The names of the settings `interpreters` and `targets`, in this order."""
    return [str(entry["name"]) for entry in _entries(settings)]


def place(settings: Settings, name: str | None, folder: Path | None) -> Target:
    """Where a run on a device of `name` happens; without a name, the learner's own interpreter.

    Raises NoInterpreter where there is no such place, or no interpreter at it.
    """
    if name is None:
        return as_target(find(settings.interpreter, folder).path)
    for entry in _entries(settings):
        if entry["name"] == name:
            return _target(entry, settings, folder)
    known = ", ".join(names(settings)) or "-"
    raise NoInterpreter(f"There is no {name}", "no-place", name=name, known=known)


def kernel(name: str, settings: Settings, folder: Path | None) -> Target:
    """A process like that of a running Jupyter kernel: a connection file, an id, or `newest`."""
    # The connection is made with the learner's own jupyter_client.
    python = find(settings.interpreter, folder).path
    return Target((python, "-c", _bridge(), name), kernel=name)


def _entries(settings: Settings) -> Iterator[Mapping[str, Any]]:
    yield from settings.interpreters
    yield from settings.targets


def _target(entry: Mapping[str, Any], settings: Settings, folder: Path | None) -> Target:
    if "path" in entry:
        return as_target(find(str(entry["path"]), folder).path)
    if "kernel" in entry:
        return kernel(str(entry["kernel"]), settings, folder)
    return Target(tuple(entry["command"]), str(entry["name"]))


@cache
def _bridge() -> str:
    return files("torchtutor.server.runner").joinpath("kernel_bridge.py").read_text("utf-8")
