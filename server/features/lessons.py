"""Lessons in the editor: list them, practise, see what was learned.

An exercise is an ordinary file that begins with a comment (`server/exercises/files.py`). Each check
ends in the notification `torchtutor/exerciseChecked` with what `torchtutor.lessons.check` returns.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from torchtutor.lessons import Lesson

from .. import convert
from ..arguments import one_object
from ..document import path_of
from ..exercises import Practice, exercise_of, files
from ..language import say
from ..learning import Store
from ..learning.state import Progress, level_key
from ..practising import Practising
from ..session import App
from . import configuration, learning, pages, running


def register(server: App) -> None:
    """Add the commands."""
    practising = server.session.practising = Practising(
        lambda: running.find_target(server, None).python,
        lambda: server.session.spares if server.session.settings.warm else None,
        lambda: configuration.refresh(server),
    )

    told: set[Path] = set()

    def tell_not_written(store: Store, error: OSError) -> None:
        """Once for each folder; the event is kept and written with the next one."""
        if store.folder not in told:
            told.add(store.folder)
            fields = {"path": store.folder, "error": error.strerror or error}
            sentence = say(server.session.language, "progress.not-written", **fields)
            server.window_show_message(convert.message(sentence, warning=True))

    server.session.tell_not_written = tell_not_written

    @server.command("torchtutor.lessons.list")
    async def list_lessons(ls: App, arguments: list[Any]) -> list[dict[str, Any]]:
        one_object(arguments, ls.session.language)
        practice = _practice(ls)
        shown = [p for p in practice.state().lessons if p.lesson.status == "published"]
        return [_entry(ls, progress) for progress in shown]

    @server.command("torchtutor.lessons.open")
    async def open_lesson(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("lesson",), ("heading", "show"))
        _lesson(ls, given["lesson"])
        return await pages.open_page(ls, given)

    @server.command("torchtutor.lessons.start")
    async def start(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("lesson",), ("folder", "show"))
        return await _begin(ls, _lesson(ls, given["lesson"]), given, anew=False)

    @server.command("torchtutor.lessons.reset")
    async def reset(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("lesson",), ("folder", "show"))
        return await _begin(ls, _lesson(ls, given["lesson"]), given, anew=True)

    @server.command("torchtutor.lessons.check")
    async def check(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("uri",))
        running.require_trust(ls)
        lesson, text = _exercise(ls, given["uri"])
        path = path_of(given["uri"]) or str(Path.cwd() / files.file_name(lesson))
        practice = _practice(ls)
        checked = await practising.check(given["uri"], lesson, text, path, practice)
        answer = {"uri": given["uri"], **checked.describe(ls.session.language)}
        ls.protocol.notify("torchtutor/exerciseChecked", answer)
        return answer

    @server.command("torchtutor.lessons.hint")
    async def hint(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("uri",), ("show",))
        running.require_trust(ls)
        lesson, text = _exercise(ls, given["uri"])
        practice = _practice(ls)
        path = path_of(given["uri"]) or str(Path.cwd() / files.file_name(lesson))
        checked = practising.latest(given["uri"], text)
        if checked is None:
            checked = await practising.check(given["uri"], lesson, text, path, practice)
        practice.note("hint.shown", lesson.id)
        words = practice.hint(lesson, checked.report, ls.session.language, now=True)
        if given.get("show") != "never":
            ls.window_show_message(convert.message(words))
        return {"hint": words}

    @server.command("torchtutor.lessons.solution")
    async def solution(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("lesson",), ("show",))
        lesson = _lesson(ls, given["lesson"])
        _practice(ls).note("solution.shown", lesson.id)
        text = lesson.file(lesson.exercise.solution)
        if given.get("show") != "never":
            await pages.open_text(ls, f"{lesson.id}-solution", f"```python\n{text}```\n")
        return {"solution": text}

    @server.command("torchtutor.lessons.predict")
    async def predict(ls: App, arguments: list[Any]) -> dict[str, Any]:
        wanted = ("lesson", "prediction", "answer")
        given = one_object(arguments, ls.session.language, wanted)
        lesson = _lesson(ls, given["lesson"])
        prediction = next((p for p in lesson.predictions if p.id == given["prediction"]), None)
        if prediction is None:
            sentence = say(ls.session.language, "server.no-lesson", name=given["prediction"])
            raise JsonRpcInvalidParams(sentence)
        right = _practice(ls).predict(lesson, prediction.id, given["answer"])
        return {"right": right, "answer": prediction.answer}

    @server.command("torchtutor.progress")
    async def progress(ls: App, arguments: list[Any]) -> dict[str, Any]:
        language = ls.session.language
        given = one_object(arguments, language, (), ("action",))
        await learning.settled(ls)
        practice, action = _practice(ls), given.get("action", "show")
        store = practice.store
        if store is not None and action in ("delete", "reset"):
            try:
                store.delete() if action == "delete" else store.reset()
            except OSError as error:
                fields = {"path": store.folder, "error": error.strerror or error}
                sentence = say(language, f"progress.not-{action}", **fields)
                raise JsonRpcException(sentence, running.REQUEST_FAILED) from error
        answer = _progress(ls, practice)
        if store is not None and action == "export":
            lines: list[str] = []
            store.export(lines.append)
            answer["export"] = "".join(lines)
        return answer


def _practice(ls: App) -> Practice:
    return ls.session.practice()


def _lesson(ls: App, name: str) -> Lesson:
    lesson = ls.session.lessons().find(name)
    if lesson is None:
        raise JsonRpcInvalidParams(say(ls.session.language, "server.no-lesson", name=name))
    return lesson


def _exercise(ls: App, uri: str) -> tuple[Lesson, str]:
    """The lesson of an open exercise and the text on the screen."""
    document = ls.session.document(uri)
    if document is None:
        raise JsonRpcInvalidParams(say(ls.session.language, "server.not-open", uri=uri))
    found = exercise_of(document.text, ls.session.lessons())
    if found is None:
        raise JsonRpcInvalidParams(say(ls.session.language, "exercise.no-exercise"))
    return found[0], document.text


async def _begin(ls: App, lesson: Lesson, given: dict[str, str], *, anew: bool) -> dict[str, Any]:
    folder = given.get("folder")
    place = Path(folder) if folder else (ls.session.folder or Path.cwd()) / "torchtutor-exercises"
    path = place / files.file_name(lesson)
    kept: Path | None = None
    try:
        kept = files.begin(lesson, path, anew=anew)
        _practice(ls).note("exercise.start", files.identity(lesson))
        created = True
    except FileExistsError:
        created = False  # it is opened as it is
    except OSError as error:
        fields = {"path": path, "error": error.strerror or error}
        sentence = say(ls.session.language, "exercise.cannot-write", **fields)
        raise JsonRpcException(sentence, running.REQUEST_FAILED) from error
    if given.get("show") != "never":
        await pages.open_file(ls, path)
    return {
        "uri": path.as_uri(),
        "path": os.fspath(path),
        "created": created,
        "kept": None if kept is None else os.fspath(kept),
    }


def _entry(ls: App, progress: Progress) -> dict[str, Any]:
    lesson, language = progress.lesson, ls.session.language
    document = lesson.document(language)
    remembers = ls.session.settings.progress
    return {
        "id": lesson.id,
        "order": lesson.order,
        "quest": lesson.quest,
        "title": document.title,
        "minutes": lesson.minutes,
        "tags": list(lesson.tags),
        "prerequisites": list(lesson.prerequisites),
        "state": progress.state if remembers else None,
        "xp": progress.points if remembers else None,
        "xpMost": progress.most if remembers else None,
        "headings": [
            {"id": section.id, "title": section.heading} for section in document.sections.values()
        ],
        "predictions": [
            {"id": p.id, "heading": p.heading, "right": p.id in progress.predicted}
            for p in lesson.predictions
        ],
        "links": [
            {"url": link.url, "kind": link.kind, "title": link.title[language]}
            for link in lesson.links
        ],
    }


def _progress(ls: App, practice: Practice) -> dict[str, Any]:
    language = ls.session.language
    if practice.store is None:
        return {"on": False}
    state = practice.state()
    return {
        "on": True,
        "points": state.points,
        "level": state.level,
        "levelName": say(language, level_key(state.level)),
        "levelStart": state.start,
        "levelEnd": state.next,
        "passed": state.passed,
        "lessons": len(state.lessons),
        "achievements": [
            {
                "id": achievement.id,
                "title": say(language, f"progress.name-{achievement.id}"),
                "about": say(language, f"progress.about-{achievement.id}"),
                "earned": achievement.earned,
                "date": achievement.proof[-1].time[:10] if achievement.earned else None,
                "torch": achievement.proof[-1].evidence.get("torch")
                if achievement.earned
                else None,
            }
            for achievement in state.achievements
        ],
        "events": len(practice.store.events()),
        "folder": os.fspath(practice.store.folder),
    }
