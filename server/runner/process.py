"""Give a process a task, hear its events, and have a result whatever happens."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .child import MOST_OUTPUT, MOST_PROCESSES, TAIL, Child, at_most
from .messages import STAGES, Job, RunEvent, Stage, blank_result
from .spare import Spares
from .target import Target, as_target
from .wording import fill_in_english

__all__ = ["TAIL", "OnEvent", "ask", "run_job"]
_FAREWELL_S = 2.0  # how long a process may take to end after its result

OnEvent = Callable[[RunEvent], None]


async def run_job(
    job: Job,
    python: str | Target,
    *,
    timeout_s: float,
    on_event: OnEvent,
    spares: Spares | None = None,
) -> dict[str, Any]:
    """Run `job` with the interpreter `python` and return a `RunResult`.

    Whatever the learner's code does, there is a result: `error` says what went wrong.
    `on_event` gets each event as it arrives. When the task is cancelled, the processes are ended
    first, then CancelledError is raised. A process of `spares` is used where one fits, and
    replaced after the run, so that its imports do not disturb the measurement.
    """
    start = time.monotonic()
    run = _Run(blank_result(job), on_event)
    task = {"task": "run", **asdict(job), "timeout_s": timeout_s}
    await run.converse(task, as_target(python), timeout_s, _folder(job.path), spares)
    result = run.result
    result["output_text"] = run.output_text
    result["seconds"] = round(time.monotonic() - start, 3)
    return fill_in_english(result)


async def ask(
    task: dict[str, Any], python: str | Target, timeout_s: float, spares: Spares | None = None
) -> dict[str, Any]:
    """The answer to another task of the agent, with `error` like in a `RunResult`."""
    run = _Run({"error": None}, lambda event: None)
    await run.converse(task, as_target(python), timeout_s, None, spares)
    return fill_in_english(run.result)


def _folder(path: str) -> str | None:
    folder = Path(path).parent
    return str(folder) if folder.is_absolute() and folder.is_dir() else None


class _Run:
    """The conversation with one process about one task."""

    def __init__(self, result: dict[str, Any], on_event: OnEvent) -> None:
        self.result = result
        self.output_text = ""
        self._on_event = on_event
        self._stage: Stage = "start"
        self._answered = False
        self._done = False
        self._failure: Exception | None = None
        self._child: Child

    async def converse(
        self,
        task: dict[str, Any],
        target: Target,
        timeout_s: float,
        folder: str | None,
        spares: Spares | None,
    ) -> None:
        """Send the task and take events until the end; fills `result`."""
        child = spares.take(target) if spares is not None else None
        try:
            self._child = child or await Child.start(target, folder if not target.name else None)
        except OSError as error:
            fields = {"python": target.python}
            message = f"Cannot start {target.python}: {error.strerror or error}"
            self._fail("environment", message, "explain-cannot-start", fields)
            return
        child = self._child
        child.on_message = self._take
        try:
            async with asyncio.timeout(timeout_s):
                child.send(task)
                child.watch_processes()
                await child.over.wait()
            await at_most(_FAREWELL_S, child.exited)
        except TimeoutError:
            self._time_out(timeout_s)
        finally:
            await child.end()
            if spares is not None:
                spares.want(target)
        self.output_text = child.output_text
        if self._failure is not None:
            raise self._failure
        if not self._done:
            self._died(child, target.python)

    def _take(self, message: dict[str, Any]) -> None:
        try:
            self._receive(message)
        except Exception as error:  # noqa: BLE001 (for whoever waits for the result, not for asyncio)
            self._failure = error
        if self._done or self._failure is not None:
            self._child.over.set()

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
        if self._stage in ("graphs", "compile", "measure") and timing is not None:
            # Everything but the comparison is known: that is a result.
            self._done = True
            timing.update(verdict="not-available", reason="", reason_key="reason-timeout")
            timing["reason_fields"] = {"seconds": seconds}
        else:
            fields = {"seconds": seconds}
            self._fail("timeout", f"Stopped after {seconds} s", "explain-timeout", fields)

    def _died(self, child: Child, python: str) -> None:
        code = child.returncode
        if child.excess is not None:
            most = MOST_PROCESSES if child.excess == "processes" else MOST_OUTPUT >> 20
            message = {
                "processes": f"Stopped: it started more than {most} processes",
                "output": f"Stopped: it printed more than {most} MiB",
            }[child.excess]
            self._fail("died", message, f"explain-too-much-{child.excess}", {"most": most})
        elif not self._answered:
            message = f"{python} did not answer as a Python interpreter"
            self._fail("environment", message, "explain-no-answer", {"python": python})
        elif code < 0:
            name = signal.Signals(-code).name
            self._fail("died", f"The process was ended by {name}", "explain-crash", {"name": name})
        else:
            message = f"The process ended with code {code} before it had a result"
            self._fail("died", message, "explain-ended", {"code": code})
