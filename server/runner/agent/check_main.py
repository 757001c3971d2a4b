"""The task `check`: examine files against the probes of an exercise.

Each file gets a process of its own (a fork after torch was imported), where the system can; what
one file does to torch, the next does not see.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from . import environment
from .errors import Stopped, is_learner_file, learner_error, plain_error
from .protocol import Channel

Result = dict[str, Any]


def check(job: dict[str, Any], channel: Channel) -> None:
    """Send `done` with `files`: for each submission its `checks`, or the `error` that stopped it."""
    result: Result = {"error": None, "torch": None, "files": []}
    # From here on, an end without an answer is the learner's code's, not the interpreter's.
    channel.send("stage", stage="import")
    try:
        torch = environment.import_torch()
        torch.set_num_threads(job["threads"])
        result["torch"] = str(torch.__version__)
        environment.limit_memory(job["memory_mb"])
        _enter_folder(job["path"])
        from . import check_probes  # imports torch, and dynamo before the files can touch it

        if len(job["submissions"]) > 1:
            check_probes.prepare(job["checks"])
        for submission in job["submissions"]:
            alone = len(job["submissions"]) == 1 or not hasattr(os, "fork")
            examine = _examine if alone else in_a_fork
            result["files"].append(examine(job, submission, check_probes.examine))
    except Stopped as stopped:
        result["error"] = stopped.error
    channel.send("done", result=result)


def _enter_folder(path: str) -> None:
    folder = Path(path).parent
    if folder.is_absolute() and folder.is_dir():
        os.chdir(folder)
        sys.path.insert(0, str(folder))
    sys.argv = [path]


def in_a_fork(job: dict[str, Any], submission: dict[str, Any], examine: Any) -> Result:
    """What `examine` finds in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(_examine(job, submission, examine), pipe, default=str)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    try:
        found: Result = json.loads(text)
    except ValueError:
        message = f"The process ended before it had a result (status {status})"
        found = {
            "name": submission["name"],
            "checks": [],
            "error": plain_error("died", message, "forward", "explain-ended", {"code": status}),
        }
    return found


def _examine(job: dict[str, Any], submission: dict[str, Any], examine: Any) -> Result:
    found: Result = {"name": submission["name"], "checks": [], "error": None}
    alarm = _Alarm(job["timeout_s"], job["path"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            examine(job, submission["source"], found["checks"], alarm)
    except Stopped as stopped:
        found["error"] = stopped.error
    except TimeoutError as error:
        found["error"] = alarm.error or learner_error(error, job["path"], "forward")
    except BaseException as error:  # noqa: BLE001 (SystemExit of learner code is one of them)
        report = learner_error(error, job["path"], "forward")
        if report["line"] is None and not isinstance(error, SystemExit):
            traceback.print_exc()
            report.update(kind="died", explanation_key="explain-ours", explanation_fields={})
        found["error"] = report
    finally:
        alarm.stop()
    return found


class _Alarm:
    """Interrupts a file that takes too long, and knows which line was running."""

    def __init__(self, seconds: float, path: str) -> None:
        self.error: Result | None = None
        self._seconds = seconds
        self._path = path
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """The file is done."""
        self._over.set()

    def _watch(self) -> None:
        if self._over.wait(max(0.5, self._seconds - 1.0)):
            return
        seconds = round(self._seconds)
        fields = {"seconds": seconds}
        error = plain_error(
            "timeout", f"Stopped after {seconds} s", "forward", "explain-timeout", fields
        )
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        while frame is not None and not is_learner_file(frame.f_code.co_filename, self._path):
            frame = frame.f_back
        if frame is not None:
            error.update(file=frame.f_code.co_filename, line=frame.f_lineno)
        self.error = error
        _interrupt_main()


def _interrupt_main() -> None:
    """Raise TimeoutError in the main thread, at its next bytecode."""
    import ctypes

    ident = threading.main_thread().ident
    if ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(ident), ctypes.py_object(TimeoutError)
        )
    time.sleep(0.2)
