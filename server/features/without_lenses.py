"""Code actions for editors without code lenses: everything that a lens offers there."""

from __future__ import annotations

from lsprotocol import types
from torchtutor.analyzers.finding import Span

from .. import convert
from ..language import say
from ..session import App, Known
from .code_lens import exercise_commands, exercise_in


def actions(ls: App, known: Known, wanted: Span) -> list[types.CodeAction]:
    """For the class around the cursor, and for the exercise that the file is."""
    commands = [*_class_commands(ls, known, wanted), *_exercise_commands(ls, known)]
    return [
        convert.action(command.title, convert.RUN, ls.session.client, command=command)
        for command in commands
    ]


def _class_commands(ls: App, known: Known, wanted: Span) -> list[types.Command]:
    session, uri = ls.session, known.document.uri
    around = [r for r in known.runnables if r.span.start <= wanted.start <= r.span.end]
    if not around:
        return []
    name = max(around, key=lambda r: r.span.start).qualified_name
    argument = {"uri": uri, "class": name}
    run = session.runs.newest(uri, name)
    if run is not None and run.active:
        title = say(session.language, "server.cancel-class", name=name)
        return [convert.command(title, "torchtutor.cancelRun", argument)]
    title = say(session.language, "server.run-class", name=name, device=session.device)
    found = [convert.command(title, "torchtutor.run", argument)]
    if session.runs.finished(uri, name) is not None:
        title = say(session.language, "server.report-class", name=name)
        found.append(convert.command(title, "torchtutor.showReport", argument))
    return found


def _exercise_commands(ls: App, known: Known) -> list[types.Command]:
    found = exercise_in(ls.session, known.document)
    if found is None:
        return []
    return exercise_commands(ls.session, known.document.uri, found[0])
