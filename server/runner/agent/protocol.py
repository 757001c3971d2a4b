"""Talking to the server, one JSON object a line: events on a private copy of standard output, and
tasks from a private copy of standard input that stays open as long as the server wants us."""

from __future__ import annotations

import json
import math
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO


class Channel:
    """Where events go; safe to use from several threads."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, event: str, **fields: Any) -> None:
        """Write one event line. Raises BrokenPipeError when the server is gone."""
        data = json.dumps(_finite({"event": event, **fields}), allow_nan=False) + "\n"
        rest = memoryview(data.encode("ascii"))
        with self._lock:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


class Inbox:
    """The lines that the server sends. When it closes the connection, `gone` is called.

    A thread of its own waits for them, also while learner code runs: when the server is killed, or
    over ssh, nothing but the end of the input tells that nobody waits for a result any more. (A
    signal at the parent's death would end us before we have ended what we started.)
    """

    def __init__(self, lines: BinaryIO, gone: Callable[[], None]) -> None:
        self._lines = lines
        self._gone = gone
        self._tasks: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="torchtutor-inbox", daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._lines:
                self._tasks.put(json.loads(line.decode("utf-8")))
        finally:
            self._gone()

    def task(self) -> dict[str, Any]:
        """The next task; waits for it."""
        return self._tasks.get()

    def waiting(self) -> bool:
        """Whether there is a task already."""
        return not self._tasks.empty()


def _finite(value: Any) -> Any:
    """`value` with what JSON has no numbers for (nan, inf) as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def open_channel() -> Channel:
    """Keep standard output for events, and give learner code standard error and no keyboard.

    After this, file descriptor 1 is standard error and 0 is the null device, also for code in C
    and for child processes.
    """
    channel = Channel(os.dup(1))
    sys.stdout.flush()
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # The old object may hold bytes that it read ahead; the new one reads only the null device.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (lives as long as we do)
    return channel
