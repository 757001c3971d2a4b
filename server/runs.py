"""The runs of a session: one at a time, the newest of a class replacing an older one.

Timing needs the machine for itself, so runs of different classes queue. Each run keeps the text it
ran, which tells later whether its result still holds and where its lines have moved to.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from torchtutor.analyzers.finding import Runnable

from .document import Document, uri_key
from .runner.messages import RunEvent, Stage
from .runner.needed import needs_more
from .runner.target import Target

log = logging.getLogger(__name__)

State = Literal["queued", "running", "finished", "cancelled"]


@dataclass(slots=True)
class Run:
    """One run of one class, from the request to its result.

    `device` is as the learner sees it: `cpu`, or `gpu-box · cuda:0`.
    """

    document: Document
    runnables: tuple[Runnable, ...]
    class_name: str
    device: str
    target: Target
    whole_file: bool = False
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = "queued"
    stage: Stage = "start"
    began: float = 0.0
    seconds: float = 0.0
    expected_s: float | None = None
    result: Mapping[str, Any] | None = None
    task: asyncio.Task[None] | None = None
    earlier: bool = False  # from a session before this one

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("queued", "running")

    def elapsed_s(self) -> float:
        """Seconds since it began to run."""
        return time.monotonic() - self.began if self.state == "running" else self.seconds


Execute = Callable[[Run, Callable[[RunEvent], None]], Awaitable[Mapping[str, Any]]]
Key = tuple[str, str]


class Runs:
    """Starts, cancels and remembers runs.

    `execute` does one run and may be cancelled; `changed` hears of every change of a run's state.
    """

    def __init__(self, execute: Execute, changed: Callable[[Run], None]) -> None:
        self._execute = execute
        self._changed = changed
        self._turn = asyncio.Lock()
        self._newest: dict[Key, Run] = {}
        self._finished: dict[Key, Run] = {}

    def newest(self, uri: str, class_name: str) -> Run | None:
        """The run that waits or runs for a class, else its last finished one."""
        key = (uri_key(uri), class_name)
        return self._newest.get(key) or self._finished.get(key)

    def finished(self, uri: str, class_name: str) -> Run | None:
        """The last run of a class that has a result."""
        return self._finished.get((uri_key(uri), class_name))

    def latest(self, uri: str, class_name: str) -> Run | None:
        """The run of a class to report of: the one under way once it has told something, else the
        last that has a result."""
        newest = self._newest.get((uri_key(uri), class_name))
        told = newest is not None and newest.result is not None
        return newest if told else self.finished(uri, class_name)

    def results_in(self, uri: str) -> list[Run]:
        """For each class of a document its newest result, that of a run under way included: shapes
        are known long before torch.compile has ended."""
        here = {key: run for key, run in self._finished.items() if key[0] == uri_key(uri)}
        for key, run in self._newest.items():
            if key[0] == uri_key(uri) and run.result is not None:
                here[key] = run
        return list(here.values())

    def active(self) -> list[Run]:
        """The runs that wait or run."""
        return list(self._newest.values())

    def start(self, run: Run) -> None:
        """Queue a run; one of the same class that is under way is cancelled."""
        key = (uri_key(run.document.uri), run.class_name)
        if (older := self._newest.get(key)) is not None:
            self.cancel(older)
        before = self._finished.get(key)
        run.expected_s = before.seconds if before is not None else None
        self._newest[key] = run
        run.task = asyncio.ensure_future(self._go(run))
        run.task.add_done_callback(lambda task: self._ended(key, run, task))
        self._changed(run)

    def adopt(self, run: Run) -> bool:
        """Take over a finished run, unless there is one of its class already."""
        key = (uri_key(run.document.uri), run.class_name)
        if key in self._newest or key in self._finished:
            return False
        self._finished[key] = run
        return True

    def cancel(self, run: Run) -> None:
        """Stop a run; its processes end soon after."""
        if run.task is not None and run.active:
            run.task.cancel()

    async def _go(self, run: Run) -> None:
        def on_event(event: RunEvent) -> None:
            if event.event == "partial":
                run.result = event.result
            elif event.stage is not None:
                run.stage = event.stage
            self._changed(run)

        async with self._turn:
            run.state, run.began = "running", time.monotonic()
            self._changed(run)
            run.result = await self._execute(run, on_event)
            run.seconds = time.monotonic() - run.began

    def _ended(self, key: Key, run: Run, task: asyncio.Task[None]) -> None:
        """Not part of `_go`: a task that is cancelled before its first step never enters it."""
        if task.cancelled():
            run.state, run.result = "cancelled", None
        elif (error := task.exception()) is not None:  # a bug of ours
            log.error("event=run-failed class=%s", run.class_name, exc_info=error)
            run.state, run.result = "cancelled", None
        else:
            run.state = "finished"
            self._finished[key] = run
        if self._newest.get(key) is run:
            del self._newest[key]
        self._changed(run)

    def forget(self, uri: str) -> None:
        """Cancel and drop the runs of a document that was closed."""
        for (where, _), run in list(self._newest.items()):
            if where == uri_key(uri):
                self.cancel(run)
        for key in [key for key in self._finished if key[0] == uri_key(uri)]:
            del self._finished[key]

    def forget_earlier(self) -> None:
        """Drop the results of sessions before this one."""
        for key in [key for key, run in self._finished.items() if run.earlier]:
            del self._finished[key]

    async def close(self) -> None:
        """Cancel every run and wait until its processes have ended."""
        tasks = [run.task for run in self.active() if run.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Aged:
    """A finished run seen from the present text of its document."""

    def __init__(self, run: Run, document: Document, runnables: tuple[Runnable, ...]) -> None:
        self.run = run
        self._document = document
        self._then = {runnable.qualified_name: runnable for runnable in run.runnables}
        self._now = {runnable.qualified_name: runnable for runnable in runnables}

    @property
    def stale(self) -> bool:
        """Whether the class has another text now, or anything else of the file that it needs.

        While a line is half typed only the Module classes are asked, which are read nevertheless.
        """
        run = self.run
        if run.document is self._document:
            return False
        if not all(map(self._unchanged, self._used())):
            return True
        then, now = run.document.text, self._document.text
        return needs_more(then, now, run.class_name, run.whole_file)

    def line(self, line: int) -> int | None:
        """Where a line of the text that ran, from 0, is now; None when its class has changed."""
        if self.run.document is self._document:
            return line
        offset = self.run.document.index.line_span(line)[0]
        owners = [r for r in self._then.values() if self._line_start(r) <= offset <= r.span.end]
        if not owners:
            return None
        owner = max(owners, key=lambda r: r.span.start)
        if not self._unchanged(owner.qualified_name):
            return None
        then = self.run.document.index.line_of(owner.span.start)
        now = self._document.index.line_of(self._now[owner.qualified_name].span.start)
        return line - then + now

    def _line_start(self, runnable: Runnable) -> int:
        index = self.run.document.index
        return index.line_span(index.line_of(runnable.span.start))[0]

    def _unchanged(self, name: str) -> bool:
        then, now = self._then.get(name), self._now.get(name)
        if then is None or now is None:
            return False
        before = self.run.document.text[then.span.start : then.span.end]
        return before.rstrip() == self._document.text[now.span.start : now.span.end].rstrip()

    def _used(self) -> set[str]:
        found: set[str] = set()
        waiting = [self.run.class_name]
        while waiting:
            name = waiting.pop()
            found.add(name)
            if (runnable := self._then.get(name)) is None:
                continue
            words = set(
                re.findall(r"\w+", self.run.document.text[runnable.span.start : runnable.span.end])
            )
            waiting += [
                other
                for other in self._then
                if other not in found and other.split(".")[-1] in words
            ]
        return found
