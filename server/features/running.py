"""Run & time: starting and cancelling runs, and telling the client how they go.

`torchtutor.run` answers at once with `{"run": id}`. Then come a progress bar, refreshed lenses, the
notification `torchtutor/runProgressed` with `{uri, class, run}` whenever there is more to report, and
at the end `torchtutor/runFinished` with `{uri, class, run, state, result}`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from .. import convert
from ..arguments import one_object
from ..forgetting import forget_results
from ..language import say
from ..progress import ProgressBar
from ..runner import history, interpreter
from ..runner.messages import RunEvent
from ..runner.places import names, place
from ..runner.process import run_job
from ..runner.source import prepare_job
from ..runner.summary import lens_title
from ..runner.target import Target, full_device, split_device
from ..runner.wording import phrase
from ..runs import Run, Runs
from ..session import App
from ..shown import job_path
from . import configuration, learning

REQUEST_FAILED = -32803  # LSP 3.17


def register(server: App) -> None:
    """Add the commands, and the runs of the session."""
    watch = _Watch(server)
    server.session.runs = Runs(lambda run, on_event: _execute(server, run, on_event), watch.changed)

    @server.command("torchtutor.run")
    async def run(ls: App, arguments: list[Any]) -> dict[str, Any]:
        session = ls.session
        given = one_object(arguments, session.language, ("uri", "class"), ("device", "whole_file"))
        require_trust(ls)
        known = await session.known(given["uri"])
        if known is None:
            sentence = say(session.language, "server.not-open", uri=given["uri"])
            raise JsonRpcInvalidParams(sentence)
        if known.runnable(given["class"]) is None:
            sentence = say(session.language, "server.no-class", name=given["class"])
            raise JsonRpcInvalidParams(sentence)
        device = full_device(*split_device(given.get("device", session.device)))
        target = find_target(ls, split_device(device)[0])
        started = Run(known.document, known.runnables, given["class"], device, target)
        started.whole_file = given.get("whole_file") == "yes"
        session.runs.start(started)
        return {"run": started.id}

    @server.command("torchtutor.cancelRun")
    async def cancel(ls: App, arguments: list[Any]) -> dict[str, Any]:
        session = ls.session
        given = one_object(arguments, session.language, ("uri", "class"))
        under_way = session.runs.newest(given["uri"], given["class"])
        if under_way is None or not under_way.active:
            return {"cancelled": False}
        session.runs.cancel(under_way)
        return {"cancelled": True}

    @server.command("torchtutor.forgetResults")
    async def forget(ls: App, arguments: list[Any]) -> dict[str, Any]:
        """Delete what is kept of runs, on the disk and of earlier sessions on the screen."""
        one_object(arguments, ls.session.language)
        count = forget_results()
        ls.session.runs.forget_earlier()
        configuration.refresh(ls)
        return {"count": count, "title": say(ls.session.language, "watch.forget-done", count=count)}


def require_trust(ls: App) -> None:
    """Raise, and tell the user, when code of this folder must not be run."""
    if not ls.session.trusted:
        sentence = say(ls.session.language, "server.untrusted")
        ls.window_show_message(convert.message(sentence, warning=True))
        raise JsonRpcException(sentence, REQUEST_FAILED)


async def describe(ls: App) -> dict[str, Any]:
    """The learner's interpreter, its torch and its devices, and those of every other place."""
    own = find_target(ls, None)
    others = names(ls.session.settings)
    found, *there = await asyncio.gather(
        interpreter.describe(own), *(_describe_place(ls, name) for name in others)
    )
    devices = list(found["devices"])
    for name, other in zip(others, there, strict=True):
        devices += [full_device(name, device) for device in other["devices"]]
    return {
        "devices": devices,
        "interpreter": own.python,
        "torch": found["torch"],
        "error": _sentence(ls, found["error"]),
        "targets": [
            {"name": name, "torch": other["torch"], "error": _sentence(ls, other["error"])}
            for name, other in zip(others, there, strict=True)
        ],
    }


async def _describe_place(ls: App, name: str) -> dict[str, Any]:
    try:
        target = place(ls.session.settings, name, ls.session.folder)
    except interpreter.NoInterpreter as missing:
        return {"torch": None, "devices": [], "error": missing}
    return await interpreter.describe(target)


def _sentence(ls: App, error: Mapping[str, Any] | interpreter.NoInterpreter | None) -> str | None:
    language = ls.session.language
    if error is None:
        return None
    if isinstance(error, interpreter.NoInterpreter):
        return say(language, f"run.{error.key}", **error.fields)
    return phrase(language, error["explanation_key"], error["explanation_fields"])


def find_target(ls: App, name: str | None) -> Target:
    """Where a run at this place happens; tells the user and raises when there is none."""
    session = ls.session
    try:
        return place(session.settings, name, session.folder)
    except interpreter.NoInterpreter as missing:
        sentence = say(session.language, f"run.{missing.key}", **missing.fields)
        ls.window_show_message(convert.message(sentence, warning=True))
        raise JsonRpcException(sentence, REQUEST_FAILED) from missing


async def _execute(ls: App, run: Run, on_event: Callable[[RunEvent], None]) -> Mapping[str, Any]:
    settings = ls.session.settings
    job = prepare_job(
        run.document.text,
        job_path(run.document),
        run.class_name,
        target=run.target,
        device=split_device(run.device)[1],
        measure=settings.compile,
        threads=settings.threads,
        memory_mb=settings.memory_mb,
        mode=settings.time,
        compile_mode=settings.compile_mode,
        sweep=settings.batch_sweep,
        whole_file=run.whole_file,
    )
    result = await run_job(
        job,
        run.target,
        timeout_s=settings.timeout_seconds,
        on_event=on_event,
        spares=ls.session.spares if settings.warm else None,
    )
    if settings.keep_results:
        history.add(result)
    return result


class _Watch:
    """Shows the client each change of a run, and how the seconds go by while one is under way."""

    def __init__(self, server: App) -> None:
        self._server = server
        self._bars: dict[str, ProgressBar] = {}
        self._shown: dict[str, Mapping[str, Any] | None] = {}
        self._tick: asyncio.TimerHandle | None = None

    def changed(self, run: Run) -> None:
        """Called by `Runs` for each change of a run's state or stage."""
        if not self._server.serving:
            return
        if run.active:
            self._progress(run)
            self._keep_ticking()
        else:
            self._finish(run)
        if self._shown.get(run.id) is not run.result:
            self._shown[run.id] = run.result
            if run.active:
                self._server.protocol.notify("torchtutor/runProgressed", _names(run))
            configuration.refresh(self._server)
        elif self._server.session.client.lens_refresh:
            self._server.workspace_code_lens_refresh(None)
        if not run.active:
            self._shown.pop(run.id, None)

    def _progress(self, run: Run) -> None:
        session = self._server.session
        language = session.language
        if not session.client.progress:
            return
        bar = self._bars.get(run.id)
        if bar is None:
            title = say(language, "server.progress-title", name=run.class_name, device=run.device)
            bar = ProgressBar(self._server, title, lambda: session.runs.cancel(run))
            self._bars[run.id] = bar
        queued = run.state == "queued"
        bar.report(say(language, "server.queued" if queued else f"server.stage-{run.stage}"))

    def _finish(self, run: Run) -> None:
        session = self._server.session
        if run.result is None:
            title = say(session.language, "server.cancelled")
        else:
            title = lens_title(run.result, session.language)
        if (bar := self._bars.pop(run.id, None)) is not None:
            bar.end(title)
        finished = {
            **_names(run),
            "state": run.state,
            "title": title,
            "result": run.result,
        }
        self._server.protocol.notify("torchtutor/runFinished", finished)
        if run.state == "finished" and session.settings.keep_results:
            session.kept.save(run)
        learning.ran(self._server, run.result)

    def _keep_ticking(self) -> None:
        refresh = self._server.session.client.lens_refresh
        if self._tick is None and refresh and self._server.session.settings.code_lens:
            self._tick = asyncio.get_running_loop().call_later(1.0, self._second)

    def _second(self) -> None:
        self._tick = None
        if self._server.session.runs.active() and self._server.serving:
            self._server.workspace_code_lens_refresh(None)
            self._keep_ticking()


def _names(run: Run) -> dict[str, str]:
    return {"uri": run.document.uri, "class": run.class_name, "run": run.id}
