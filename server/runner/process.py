"""Start the learner's interpreter, read its events, and make sure that nothing of it stays.

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
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .bootstrap import TEXT, hello
from .messages import STAGES, Job, RunEvent, Stage, blank_result
from .wording import fill_in_english

RUN_ID = "TORCHTUTOR_RUN_ID"
LONGEST_LINE = 64 << 20  # bytes; a result of a Module with thousands of submodules is a few MiB
TAIL = 16 << 10  # bytes of the learner's output that are kept
_FAREWELL_S = 2.0  # how long a process may take to end after its result
_DEATH_S = 5.0  # how long a killed one may take: it may hang in the kernel
_LAST_WORDS_S = 1.0  # how long what a dead one wrote may be on its way

OnEvent = Callable[[RunEvent], None]


async def run_job(job: Job, python: str, *, timeout_s: float, on_event: OnEvent) -> dict[str, Any]:
    """Run `job` with the interpreter `python` and return a `RunResult`.

    Whatever the learner's code does, there is a result: `error` says what went wrong.
    `on_event` gets each event as it arrives. When the task is cancelled, the processes are ended
    first, then CancelledError is raised.
    """
    start = time.monotonic()
    run = _Run(blank_result(job), on_event)
    task = {"task": "run", **asdict(job), "timeout_s": timeout_s}
    await run.converse(task, python, timeout_s, _folder(job.path))
    result = run.result
    result["output_text"] = run.output_text
    result["seconds"] = round(time.monotonic() - start, 3)
    return fill_in_english(result)


async def ask(task: dict[str, Any], python: str, timeout_s: float) -> dict[str, Any]:
    """The answer to another task of the agent, with `error` like in a `RunResult`."""
    run = _Run({"error": None}, lambda event: None)
    await run.converse(task, python, timeout_s, None)
    return fill_in_english(run.result)


def _folder(path: str) -> str | None:
    folder = Path(path).parent
    return str(folder) if folder.is_absolute() and folder.is_dir() else None


def _environment(run_id: str) -> dict[str, str]:
    environment = {**os.environ, RUN_ID: run_id, "PYTHONUNBUFFERED": "1", "MPLBACKEND": "Agg"}
    # They would turn the learner's interpreter into the server's.
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    # UTF-8 in what the learner prints, also where the locale is C.
    return {**environment, "PYTHONIOENCODING": "utf-8:backslashreplace"}


class _Run(asyncio.SubprocessProtocol):
    """The conversation with one process.

    Not asyncio's streams: `Process.wait` returns only when the pipes are closed as well, and a
    process that left our reach may hold them for ever.
    """

    def __init__(self, result: dict[str, Any], on_event: OnEvent) -> None:
        self.result = result
        self._on_event = on_event
        self._stage: Stage = "start"
        self._answered = False
        self._done = False
        self._failure: Exception | None = None
        self._line = bytearray()
        self._tail = bytearray()
        self._dropped = 0
        self._over = asyncio.Event()
        self._exited = asyncio.Event()
        self._silent = asyncio.Event()

    @property
    def output_text(self) -> str:
        """The end of what the learner's code printed."""
        text = self._tail.decode("utf-8", "replace")
        return f"… {text}" if self._dropped else text

    async def converse(
        self, task: dict[str, Any], python: str, timeout_s: float, folder: str | None
    ) -> None:
        run_id = uuid.uuid4().hex
        try:
            transport, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: self,
                python,
                "-c",
                TEXT,
                env=_environment(run_id),
                cwd=folder,
                start_new_session=True,
            )
        except OSError as error:
            fields = {"python": python}
            message = f"Cannot start {python}: {error.strerror or error}"
            self._fail("environment", message, "explain-cannot-start", fields)
            return
        try:
            async with asyncio.timeout(timeout_s):
                _write(transport, f"{hello()}\n{json.dumps(task)}\n".encode())
                await self._over.wait()
            await _at_most(_FAREWELL_S, self._exited)
        except TimeoutError:
            self._time_out(timeout_s)
        finally:
            await self._end(transport, run_id)
        if self._failure is not None:
            raise self._failure
        if not self._done:
            self._died(transport.get_returncode() or 0, python)

    async def _end(self, transport: asyncio.SubprocessTransport, run_id: str) -> None:
        """End the whole process group and its strays; takes a few seconds at most."""
        _kill_group(transport)
        _kill_strays(run_id)
        await _at_most(_DEATH_S, self._exited)
        # A stray may have been born in between; after this nobody is left to bear one.
        _kill_strays(run_id)
        await _at_most(_LAST_WORDS_S, self._silent)
        transport.close()

    # asyncio calls these.

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take events from descriptor 1, and what the learner's code prints from 2."""
        if fd == 2:
            self._tail += data
            excess = len(self._tail) - TAIL
            if excess > 0:
                self._dropped += excess
                del self._tail[:excess]
            return
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._line += line
            message = _read(self._line)
            self._line.clear()
            if isinstance(message, dict) and not self._over.is_set():
                self._take(message)
        if len(self._line) + len(rest) <= LONGEST_LINE:  # longer: not from us
            self._line += rest

    def _take(self, message: dict[str, Any]) -> None:
        try:
            self._receive(message)
        except Exception as error:  # noqa: BLE001 (for whoever waits for the result, not for asyncio)
            self._failure = error
        if self._done or self._failure is not None:
            self._over.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Nothing more will come of a descriptor."""
        if fd == 1:
            self._over.set()
        elif fd == 2:
            self._silent.set()

    def process_exited(self) -> None:
        """What it said last may still be in the pipe, and a child of it may hold that open."""
        self._exited.set()
        asyncio.get_running_loop().call_later(_LAST_WORDS_S, self._over.set)

    def _receive(self, message: dict[str, Any]) -> None:
        kind, result = message.get("event"), message.get("result")
        if kind == "stage" and message.get("stage") in STAGES:
            self._stage = message["stage"]
            self._on_event(RunEvent("stage", self._stage))
        elif kind in ("partial", "done") and isinstance(result, dict):
            self.result.update(result)
            self._done = kind == "done"
            partial = fill_in_english(dict(self.result))
            self._on_event(RunEvent(kind, self._stage, partial))
        else:
            return
        self._answered = True

    def _fail(self, kind: str, message: str, key: str, fields: dict[str, Any]) -> None:
        self._done = True
        self.result["error"] = {
            "kind": kind,
            "type": None,
            "message": message,
            "explanation": None,
            "explanation_key": key,
            "explanation_fields": fields,
            "file": None,
            "line": None,
            "column": None,
            "end_column": None,
            "stage": self._stage,
        }

    def _time_out(self, timeout_s: float) -> None:
        seconds = round(timeout_s)
        timing = self.result.get("timing")
        if self._stage in ("compile", "measure") and timing is not None:
            # Everything but the comparison is known: that is a result.
            self._done = True
            timing.update(verdict="not-available", reason="", reason_key="reason-timeout")
            timing["reason_fields"] = {"seconds": seconds}
        else:
            fields = {"seconds": seconds}
            self._fail("timeout", f"Stopped after {seconds} s", "explain-timeout", fields)

    def _died(self, code: int, python: str) -> None:
        if not self._answered:
            message = f"{python} did not answer as a Python interpreter"
            self._fail("environment", message, "explain-no-answer", {"python": python})
        elif code < 0:
            name = signal.Signals(-code).name
            self._fail("died", f"The process was ended by {name}", "explain-crash", {"name": name})
        else:
            message = f"The process ended with code {code} before it had a result"
            self._fail("died", message, "explain-ended", {"code": code})


def _read(line: bytes | bytearray) -> Any:
    """The JSON of a line; None for what is not JSON."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def _write(transport: asyncio.SubprocessTransport, data: bytes) -> None:
    """Send to standard input; one that is closed (too old, or no Python at all) takes nothing."""
    pipe = transport.get_pipe_transport(0)
    assert isinstance(pipe, asyncio.WriteTransport)
    pipe.write(data)


async def _at_most(seconds: float, event: asyncio.Event) -> None:
    """Wait for an event, but not longer than this."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


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
