"""Read a job, do its stages, report each. The order of the stages is what a learner sees first.

The tasks: `run` (a `Job` of `server/runner/messages.py`), `check` (files against the probes of an
exercise), `page` (a lesson's code blocks), `describe` (which torch and devices), and before one of
them `warm` (import what it will need, then wait for it).
"""

from __future__ import annotations

import os
import platform
import sys
import threading
import traceback
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any, BinaryIO

from . import environment, warming
from .check_main import check
from .check_page import run_page
from .errors import Stopped, is_learner_file, learner_error, plain_error
from .project import ProjectFiles
from .protocol import Channel, Inbox, open_channel


def main(lines: BinaryIO, remote: bool) -> None:
    """Do the one job that `lines` bring, then end the process.

    `remote`: the server cannot reach this machine, so that all is ended from here.
    """
    channel = open_channel()
    environment.guard_process(remote)
    inbox = Inbox(lines, environment.end_everything)
    job = inbox.task()
    if job["task"] == "warm":
        warming.warm_up(inbox.waiting, lambda: channel.send("warm"))
        job = inbox.task()
    if job["task"] == "describe":
        channel.send("done", result=_describe())
    elif job["task"] == "check":
        check(job, channel)
    elif job["task"] == "page":
        run_page(job, channel)
    else:
        _Run(job, channel).run()
    sys.stdout.flush()
    sys.stderr.flush()
    if remote:
        environment.end_everything()
    # Not sys.exit: threads and exit handlers of learner code may never end.
    os._exit(0)


def _describe() -> dict[str, Any]:
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "torch": None,
        "devices": [],
        "error": None,
    }
    try:
        torch = environment.import_torch()
        found.update(torch=str(torch.__version__), devices=environment.devices())
    except Stopped as stopped:
        found["error"] = stopped.error
    return found


class _Run:
    def __init__(self, job: dict[str, Any], channel: Channel) -> None:
        self._job = job
        self._channel = channel
        self._stage = "start"
        self._lock = threading.Lock()
        self._finished = False
        self.result: dict[str, Any] = {}

    def run(self) -> None:
        """All stages; what stops them becomes `result["error"]`."""
        self._start_watchdog()
        self._enter("start")
        try:
            self._enter("import")
            torch = environment.import_torch()
            environment.check_device(self._job["device"])
            torch.set_num_threads(self._job["threads"])
            self.result["environment"] = environment.describe(
                self._job["device"], self._job["threads"]
            )
            environment.limit_memory(self._job["memory_mb"])
            environment.limit_time(self._job["timeout_s"])
            self._enter_folder()
            if self._job["files"]:
                ProjectFiles(self._job["files"]).install()
            # Imports torch, hence here.
            from .stages import Stages

            Stages(self._job, self.result, self._enter, self._partial).run()
        except Stopped as stopped:
            self.result["error"] = self._explained(stopped.error)
        except BaseException as error:  # noqa: BLE001 (SystemExit of learner code is one of them)
            report = learner_error(error, self._job["path"], self._stage)
            if report["line"] is None and not isinstance(error, SystemExit):
                traceback.print_exc()  # ours, then: whoever reads the report can tell us
                report.update(kind="died", explanation_key="explain-ours", explanation_fields={})
            self.result["error"] = self._explained(report)
        self._finish()

    def _explained(self, report: dict[str, Any]) -> dict[str, Any]:
        """On another machine, what is missing is most often only here."""
        key = {
            "ModuleNotFoundError": "explain-target-module",
            "FileNotFoundError": "explain-target-file",
        }.get(str(report["type"]))
        if self._job["target"] and key is not None:
            report.update(explanation_key=key, explanation_fields={"target": self._job["target"]})
        return report

    def _enter_folder(self) -> None:
        """Relative paths and sibling imports work as with `python file.py`."""
        folder = Path(self._job["path"]).parent
        if folder.is_absolute() and folder.is_dir():
            os.chdir(folder)
            sys.path.insert(0, str(folder))
        sys.argv = [self._job["path"]]

    def _enter(self, stage: str) -> None:
        self._stage = stage
        self._channel.send("stage", stage=stage)

    def _partial(self) -> None:
        with self._lock:
            if not self._finished:
                self._channel.send("partial", result=self.result)

    def _finish(self) -> None:
        with self._lock:
            if not self._finished:
                self._finished = True
                self._channel.send("done", result=self.result)

    def _start_watchdog(self) -> None:
        """Shortly before the server ends us, say which line of the learner's is running."""
        main_thread = threading.main_thread().ident
        seconds = self._job["timeout_s"]

        def watch() -> None:
            sleep(max(0.1, seconds - min(1.0, 0.1 * seconds)))
            frame = sys._current_frames().get(main_thread or 0)
            self._time_out(frame)

        threading.Thread(target=watch, daemon=True).start()

    def _time_out(self, frame: FrameType | None) -> None:
        if self._stage in ("graphs", "compile", "measure"):
            return  # not an error: the server says that the compilation took too long
        seconds = round(self._job["timeout_s"])
        error = plain_error(
            "timeout", f"Stopped after {seconds} s", self._stage, "explain-timeout",
            {"seconds": seconds},
        )  # fmt: skip
        while frame is not None and not is_learner_file(
            frame.f_code.co_filename, self._job["path"]
        ):
            frame = frame.f_back
        if frame is not None:
            error.update(file=frame.f_code.co_filename, line=frame.f_lineno)
        with self._lock:
            if not self._finished:
                self._finished = True
                self._channel.send("done", result={**self.result, "error": error})
