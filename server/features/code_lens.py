"""Over each Module class: run it, cancel the run, see what it found.

There are at most two lenses in a fixed order, and a stale result stays: nothing moves. Each comes
with its command: were they filled in on request, VS Code would show a dead one whenever lenses change
while that request is under way (it takes the old command over, then forgets what it stands for).
"""

from __future__ import annotations

from lsprotocol import types
from torchtutor.analyzers.finding import Span
from torchtutor.lessons import Lesson

from .. import convert, sparing
from ..document import Document, uri_key
from ..exercises import exercise_of
from ..exercises.wording import sentence, summary
from ..language import Language, say
from ..practising import Checked
from ..runner.summary import lens_title, what_is_known
from ..runs import Run
from ..session import App, Known, Session
from . import configuration

MARK = "torchtutor: exercise"
LONGEST_LENS = 90


def register(server: App) -> None:
    """Add the handlers."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(ls: App, params: types.CodeLensParams) -> list[types.CodeLens]:
        session = ls.session
        known = await session.known(params.text_document.uri)
        if known is None or not session.settings.code_lens:
            return []
        if known.runnables:
            sparing.expect_a_run(ls)
            _recall(ls, known)
        found = _exercise(session, known)
        for runnable in known.runnables:
            name, document = runnable.qualified_name, known.document
            if not document.shows(runnable.name_span.start):
                continue  # in another cell of the notebook
            place = convert.range_(document, runnable.name_span, session.client.encoding)
            found += [convert.lens(place, c) for c in _class_commands(session, known, name)]
        return found


def _class_commands(session: Session, known: Known, name: str) -> list[types.Command]:
    """Run the class or cancel its run; the report, where there is one."""
    uri, language = known.document.uri, session.language
    argument = {"uri": uri, "class": name}
    run = session.runs.newest(uri, name)
    if run is not None and run.active:
        title = running_title(run, language)
        commands = [convert.command(title, "torchtutor.cancelRun", argument)]
    else:
        title = _title(session, run, known)
        commands = [convert.command(title, "torchtutor.run", argument)]
    if session.runs.latest(uri, name) is not None:
        title = say(language, "server.lens-report")
        commands.append(convert.command(title, "torchtutor.showReport", argument))
    return commands


def _recall(ls: App, known: Known) -> None:
    """Once after a document was opened: its results of an earlier session, where they still hold."""
    session, uri = ls.session, uri_key(known.document.uri)
    if uri in session.recalled or not session.settings.keep_results:
        return
    session.recalled.add(uri)
    if (target := sparing.current_target(ls)) is None:
        return
    kept = session.kept.of(known.document, session.device, target)
    adopted = [r for r in kept if not session.aged(r, known).stale and session.runs.adopt(r)]
    if adopted:
        configuration.refresh(ls)


def _exercise(session: Session, known: Known) -> list[types.CodeLens]:
    """Over the comment of an exercise: check it, get a hint, read the lesson."""
    document = known.document
    found = exercise_in(session, document)
    if found is None:
        return []
    lesson, line = found
    start = sum(len(part) + 1 for part in document.text.split("\n", line)[:line])
    place = convert.range_(document, Span(start, start), session.client.encoding)
    return [convert.lens(place, c) for c in exercise_commands(session, document.uri, lesson)]


def exercise_in(session: Session, document: Document) -> tuple[Lesson, int] | None:
    """The lesson whose exercise a document is, and the line of the comment that says so."""
    if document.book is not None or MARK not in document.text[:2000]:
        return None
    return exercise_of(document.text, session.lessons())


def exercise_commands(session: Session, uri: str, lesson: Lesson) -> list[types.Command]:
    """What can be done with the exercise in a document: check it, get a hint, read the lesson."""
    language, place = session.language, {"uri": uri}
    page = {"lesson": lesson.id, "heading": "exercise"}
    hint, read = (say(language, f"exercise.lens-{name}") for name in ("hint", "lesson"))
    return [
        convert.command(_check_title(session, uri), "torchtutor.lessons.check", place),
        convert.command(hint, "torchtutor.lessons.hint", place),
        convert.command(read, "torchtutor.lessons.open", page),
    ]


def _check_title(session: Session, uri: str) -> str:
    language = session.language
    seconds = session.practising.running_s(uri)
    if seconds is not None:
        return say(language, "exercise.lens-checking", seconds=int(seconds))
    checked = session.practising.latest(uri)
    if checked is None:
        return say(language, "exercise.lens-check")
    document = session.document(uri)
    fresh = document is not None and document.text == checked.text
    return lens_of(checked, language) if fresh else f"~ {lens_of(checked, language)}"


def lens_of(checked: Checked, language: Language) -> str:
    """`✗ 2/3 · what is wrong first`, short enough for a lens."""
    report = checked.report
    if report.passed:
        return say(language, "exercise.lens-passed")
    if report.untouched or report.first is None:
        return summary(report, language)
    count = sum(outcome.kind == "pass" for outcome in report.outcomes)
    text = sentence(report.first, language).partition("\n")[0].replace("`", "")
    text = text if len(text) <= LONGEST_LENS else f"{text[: LONGEST_LENS - 1]}…"
    fields = {"count": count, "all": len(report.outcomes), "sentence": text}
    return say(language, "exercise.lens-failed", **fields)


def running_title(run: Run, language: Language) -> str:
    """`◌ compiling… 4 s (last 9 s) · Cancel`; what is known already takes the place of the last time."""
    if run.state == "queued":
        return say(language, "server.lens-queued")
    stage = say(language, f"server.stage-{run.stage}")
    seconds = int(run.elapsed_s())
    if run.result is not None and (so_far := what_is_known(run.result, language)):
        return say(language, "server.lens-so-far", stage=stage, seconds=seconds, so_far=so_far)
    if run.expected_s is None:
        return say(language, "server.lens-running", stage=stage, seconds=seconds)
    last = max(1, round(run.expected_s))
    return say(language, "server.lens-running-again", stage=stage, seconds=seconds, last=last)


def _title(session: Session, run: Run | None, known: Known) -> str:
    if run is None or run.result is None:
        key = "server.lens-run" if session.trusted else "server.lens-untrusted"
        return say(session.language, key, device=session.device)
    title = lens_title(run.result, session.language)
    if run.earlier:
        title = say(session.language, "server.lens-earlier", title=title)
    return f"~ {title}" if session.aged(run, known).stale else title
