"""Processes that wait for a run with torch and the compiler imported.

Such a process is used once and never forked: a process that ran tensor operations hangs when it is
forked, and one that ran a learner's code is not as a new one. It has everything that a new process
of the same interpreter would have at this moment, or it is not used.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

from .child import Child, environment
from .target import Target

log = logging.getLogger(__name__)

IDLE_S = 600.0  # a spare that nobody asked for this long gives its memory back, 0.3 GB each
MOST = 2


@dataclass(slots=True)
class _Spare:
    child: Child
    made_from: object
    wanted: float  # time.monotonic() when it was last asked for
    ready: bool = False


class Spares:
    """The spares of one server: at most one for a target, and `MOST` altogether."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._spares: dict[Target, _Spare] = {}
        self._starting: dict[Target, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def want(self, target: Target) -> None:
        """A run with this target may come soon: have a spare for it, started in the background.

        Never one like a kernel's: a cell may change the folder or the environment at any time.
        """
        if self._closed or target in self._starting or target.kernel or not _repeatable():
            return
        spare = self._spares.get(target)
        if spare is not None and _fits(spare, target):
            spare.wanted = time.monotonic()
            return
        self._drop(target)
        task = asyncio.ensure_future(self._start(target))
        self._starting[target] = task
        task.add_done_callback(lambda _: self._starting.pop(target, None))

    async def _start(self, target: Target) -> None:
        made_from = _conditions(target)
        try:
            child = await Child.start(target)
        except OSError as error:  # the run will say so
            log.info("event=no-spare target=%s error=%s", target.python, error)
            return
        spare = _Spare(child, made_from, time.monotonic())
        child.on_message = lambda message: _note(spare, message)
        child.send({"task": "warm"})
        if self._closed:
            await child.end()
            return
        while len(self._spares) >= MOST:
            self._drop(min(self._spares, key=lambda other: self._spares[other].wanted))
        self._spares[target] = spare
        self._arm()

    def take(self, target: Target) -> Child | None:
        """A process for a run, ready or still importing; the caller ends it."""
        spare = self._spares.pop(target, None)
        if spare is None:
            return None
        if _fits(spare, target):
            return spare.child
        self._end(spare)
        return None

    def holds(self, target: Target) -> bool:
        """Whether there is one, ready or not."""
        return target in self._spares or target in self._starting

    def ready(self, target: Target) -> bool:
        """Whether a spare has imported everything."""
        spare = self._spares.get(target)
        return spare is not None and spare.ready and _fits(spare, target)

    def pids(self) -> list[int]:
        """The processes that wait, the oldest first."""
        return [spare.child.pid for spare in self._spares.values()]

    def keep_only(self, targets: set[Target]) -> None:
        """Drop the spares of other targets: the settings name them no more."""
        for target in set(self._spares) - targets:
            self._drop(target)

    def _drop(self, target: Target) -> None:
        if (spare := self._spares.pop(target, None)) is not None:
            self._end(spare)

    def _end(self, spare: _Spare) -> None:
        task = asyncio.ensure_future(spare.child.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _arm(self) -> None:
        if self._timer is None and self._spares:
            self._timer = asyncio.get_running_loop().call_later(self._idle_s / 4, self._look)

    def _look(self) -> None:
        self._timer = None
        for target, spare in list(self._spares.items()):
            idle = time.monotonic() - spare.wanted > self._idle_s
            if idle or not _fits(spare, target):
                self._drop(target)
        self._arm()

    async def close(self) -> None:
        """End every spare and wait until it is gone."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
        for target in list(self._spares):
            self._drop(target)
        await asyncio.gather(*self._ending, return_exceptions=True)


def _note(spare: _Spare, message: dict[str, object]) -> None:
    spare.ready = spare.ready or message.get("event") == "warm"


def _fits(spare: _Spare, target: Target) -> bool:
    """Whether it lives, and a new process would be the same."""
    alive = not spare.child.exited.is_set() and not spare.child.over.is_set()
    return alive and spare.made_from == _conditions(target)


def _conditions(target: Target) -> object:
    """What a process is made from: the environment, the interpreter and what is installed there."""
    if target.name is not None:
        return environment()
    return environment(), [_stamp(path) for path in _marks(Path(target.command[0]))]


def _marks(python: Path) -> list[Path]:
    """What changes when an environment is made anew or something is installed into it."""
    prefix = python.parent.parent
    return [python, prefix / "pyvenv.cfg", *sorted(prefix.glob("lib/python3*/site-packages"))]


def _stamp(path: Path) -> tuple[str, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_ino


def _repeatable() -> bool:
    """Whether the interpreter starts the same in every folder: a spare does not know the job's."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return all(Path(path).is_absolute() for path in paths if path)
