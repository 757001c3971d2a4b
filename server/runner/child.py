"""One process in the learner's interpreter: its lines, what it prints, and its end.

The process has its own session, so that all its children end with it; what left the session still
carries `TORCHTUTOR_RUN_ID` in its environment and is found by that (Linux). This contains
accidents, it is not a sandbox: learner code can write and delete files.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from .bootstrap import LAUNCH, hello
from .target import Target

RUN_ID = "TORCHTUTOR_RUN_ID"
LONGEST_LINE = 64 << 20  # bytes; a result of a Module with thousands of submodules is a few MiB
TAIL = 16 << 10  # bytes of the learner's output that are kept
MOST_OUTPUT = 64 << 20  # bytes; who prints more does it in a loop without an end
MOST_PROCESSES = 128  # in a run; data loaders have a few, a fork bomb thousands in a second
_WATCH_S = 0.2
_DEATH_S = 5.0  # how long a killed one may take: it may hang in the kernel
_LAST_WORDS_S = 1.0  # how long what a dead one wrote may be on its way

OnMessage = Callable[[dict[str, Any]], None]


def environment() -> dict[str, str]:
    """The environment of the learner's process, but for its id."""
    variables = {**os.environ, "PYTHONUNBUFFERED": "1", "MPLBACKEND": "Agg"}
    # They would turn the learner's interpreter into the server's.
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        variables.pop(name, None)
    # UTF-8 in what the learner prints, also where the locale is C.
    return {**variables, "PYTHONIOENCODING": "utf-8:backslashreplace"}


class Child(asyncio.SubprocessProtocol):
    """A started process. `over` is set when nothing more will come from it, `exited` at its end.

    Not asyncio's streams: `Process.wait` returns only when the pipes are closed as well, and a
    process that left our reach may hold them for ever.
    """

    def __init__(self) -> None:
        self.on_message: OnMessage = lambda message: None
        self.over = asyncio.Event()
        self.exited = asyncio.Event()
        self.excess: str | None = None  # `output` or `processes`: what there was too much of
        self._silent = asyncio.Event()
        self._line = bytearray()
        self._tail = bytearray()
        self._printed = 0
        self._transport: asyncio.SubprocessTransport
        self._run_id = uuid.uuid4().hex

    @classmethod
    async def start(cls, target: Target, folder: str | None = None) -> Self:
        """Start a process that waits for its task. Raises OSError."""
        child = cls()
        child._transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: child,
            *target.command,
            "-c",
            LAUNCH,
            env={**environment(), RUN_ID: child._run_id},
            cwd=folder,
            start_new_session=True,
        )
        child._write(hello(remote=target.name is not None))
        return child

    @property
    def pid(self) -> int:
        """Also the number of its process group."""
        return self._transport.get_pid()

    @property
    def returncode(self) -> int:
        """Negative for a signal; 0 while it runs."""
        return self._transport.get_returncode() or 0

    @property
    def output_text(self) -> str:
        """The end of what the learner's code printed."""
        text = self._tail.decode("utf-8", "replace")
        return f"… {text}" if self._printed > len(self._tail) else text

    def send(self, task: dict[str, Any]) -> None:
        """Give it a task. One that is closed (too old, or no Python at all) takes nothing."""
        self._write(json.dumps(task) + "\n")

    def _write(self, text: str) -> None:
        pipe = self._transport.get_pipe_transport(0)
        assert isinstance(pipe, asyncio.WriteTransport)
        pipe.write(text.encode())

    def watch_processes(self) -> None:
        """From now on, end it when it starts more processes than any run has use for (Linux)."""
        if Path("/proc/loadavg").exists():
            self._watch(_tasks_of_the_machine())

    def _watch(self, usual: int) -> None:
        if self.exited.is_set():
            return
        # One small file tells whether there is anything to count.
        many = _tasks_of_the_machine() > usual + MOST_PROCESSES
        if many and _members(self._run_id) > MOST_PROCESSES:
            self._end_for("processes")
            return
        asyncio.get_running_loop().call_later(_WATCH_S, self._watch, usual)

    def _end_for(self, excess: str) -> None:
        self.excess = self.excess or excess
        self._kill()
        self.over.set()

    def _kill(self) -> None:
        _kill_group(self._transport)
        _kill_strays(self._run_id)

    async def end(self) -> None:
        """End the whole process group and its strays; takes a few seconds at most."""
        self._kill()
        await at_most(_DEATH_S, self.exited)
        # A stray may have been born in between; after this nobody is left to bear one.
        _kill_strays(self._run_id)
        await at_most(_LAST_WORDS_S, self._silent)
        self._transport.close()

    # asyncio calls these.

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take messages from descriptor 1, and what the learner's code prints from 2."""
        if fd == 2:
            self._print(data)
            return
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._line += line
            message = _read(self._line)
            self._line.clear()
            if isinstance(message, dict) and not self.over.is_set():
                self.on_message(message)
        if len(self._line) + len(rest) <= LONGEST_LINE:  # longer: not from us
            self._line += rest

    def _print(self, data: bytes) -> None:
        self._printed += len(data)
        self._tail += data
        del self._tail[:-TAIL]
        if self._printed > MOST_OUTPUT and not self.over.is_set():
            self._end_for("output")

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Nothing more will come of a descriptor."""
        if fd == 1:
            self.over.set()
        elif fd == 2:
            self._silent.set()

    def process_exited(self) -> None:
        """What it said last may still be in the pipe, and a child of it may hold that open."""
        self.exited.set()
        asyncio.get_running_loop().call_later(_LAST_WORDS_S, self.over.set)


async def at_most(seconds: float, event: asyncio.Event) -> None:
    """Wait for an event, but not longer than this."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _read(line: bytes | bytearray) -> Any:
    """The JSON of a line; None for what is not JSON."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def _kill_group(transport: asyncio.SubprocessTransport) -> None:
    if sys.platform == "win32":
        with contextlib.suppress(ProcessLookupError):
            transport.kill()
        return
    # The group outlives its leader as long as it has a member, and its number is not given again.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(transport.get_pid(), signal.SIGKILL)


def _kill_strays(run_id: str) -> None:
    """Kill what left the process group but still carries the id in its environment (Linux)."""
    needle = f"{RUN_ID}={run_id}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if needle in (entry / "environ").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)


def _tasks_of_the_machine() -> int:
    """Processes and threads of the whole machine."""
    return int(Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[2])


def _members(run_id: str) -> int:
    """Processes with the id in their environment, also those that left the session."""
    needle, found = f"{RUN_ID}={run_id}".encode(), 0
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            found += needle in entry.read_bytes()
    return found
