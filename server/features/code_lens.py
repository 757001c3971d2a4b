"""Over each Module class: run it, cancel the run, see what it found.

There are at most two lenses in a fixed order, and a stale result stays: nothing moves.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from .. import convert
from ..language import Language, say
from ..runner.report import lens_title
from ..runs import Run
from ..session import App, Session


def register(server: App) -> None:
    """Add the handlers."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(ls: App, params: types.CodeLensParams) -> list[types.CodeLens]:
        session = ls.session
        known = await session.known(params.text_document.uri)
        if known is None or not session.settings.code_lens:
            return []
        found = []
        for runnable in known.runnables:
            name, document = runnable.qualified_name, known.document
            if not document.shows(runnable.name_span.start):
                continue  # in another cell of the notebook
            place = convert.range_(document, runnable.name_span, session.client.encoding)
            data = {"uri": document.uri, "class": name}
            found.append(convert.lens(place, {**data, "slot": "run"}))
            if session.runs.finished(document.uri, name) is not None:
                found.append(convert.lens(place, {**data, "slot": "report"}))
        return found

    @server.feature(types.CODE_LENS_RESOLVE)
    async def resolve(ls: App, lens: types.CodeLens) -> types.CodeLens:
        data: Any = lens.data
        uri, name = str(data["uri"]), str(data["class"])
        argument = {"uri": uri, "class": name}
        language = ls.session.language
        if data["slot"] == "report":
            title = say(language, "server.lens-report")
            lens.command = convert.command(title, "torchtutor.showReport", argument)
            return lens
        run = ls.session.runs.newest(uri, name)
        if run is not None and run.active:
            title = running_title(run, language)
            lens.command = convert.command(title, "torchtutor.cancelRun", argument)
        else:
            title = await _title(ls.session, run, uri)
            lens.command = convert.command(title, "torchtutor.run", argument)
        return lens


def running_title(run: Run, language: Language) -> str:
    """`◌ compiling… 4 s (last 9 s) · Cancel`."""
    if run.state == "queued":
        return say(language, "server.lens-queued")
    stage = say(language, f"server.stage-{run.stage}")
    seconds = int(run.elapsed_s())
    if run.expected_s is None:
        return say(language, "server.lens-running", stage=stage, seconds=seconds)
    last = max(1, round(run.expected_s))
    return say(language, "server.lens-running-again", stage=stage, seconds=seconds, last=last)


async def _title(session: Session, run: Run | None, uri: str) -> str:
    if run is None or run.result is None:
        key = "server.lens-run" if session.trusted else "server.lens-untrusted"
        return say(session.language, key, device=session.device)
    title = lens_title(run.result, session.language)
    known = await session.known(uri)
    stale = known is None or session.aged(run, known).stale
    return f"~ {title}" if stale else title
