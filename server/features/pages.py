"""Reports and lessons: Markdown, returned to the client and opened in it where it can."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams
from torchtutor.lessons import Card
from torchtutor.lessons.markdown import Document

from .. import convert
from ..arguments import one_object
from ..folders import cache_folder
from ..language import say
from ..runner.markdown import markdown
from ..runs import Run
from ..session import App


def register(server: App) -> None:
    """Add the commands. `show` is `never` for a client that shows the Markdown itself.

    A client that cannot open a document is told where the page is.
    """

    @server.command("torchtutor.showReport")
    async def show_report(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given, run = _run(ls, arguments)
        text = markdown(_result(run), ls.session.language)
        card = _card(ls, _result(run))
        text += f"\n\n---\n\n{card.text}\n" if card is not None else ""
        if given.get("show") != "never":
            await _open(ls, _name(given), text, 0)
        return {"markdown": text}

    @server.command("torchtutor.report")
    async def html_report(ls: App, arguments: list[Any]) -> dict[str, Any]:
        """The report with pictures; where the client can show documents, in the browser.

        `lesson` is the place of a lesson that explains the run's error: `{lesson, heading, title}`.
        """
        from ..runner.page import page

        given, run = _run(ls, arguments)
        result, language = _result(run), ls.session.language
        # Not on the event loop: matplotlib takes a second to load.
        html = await asyncio.to_thread(page, result, language, under_way=run.active)
        if given.get("show") != "never" and ls.session.client.show_document:
            path = _write(_name(given), ".html", html)
            await ls.window_show_document_async(convert.show_page(path.as_uri()))
        card = _card(ls, result)
        lesson = card and {
            "lesson": card.lesson_id, "heading": card.heading, "title": card.title
        }  # fmt: skip
        return {"html": html, "lesson": lesson}

    @server.command("torchtutor.lessons")
    async def lessons(ls: App, arguments: list[Any]) -> list[dict[str, Any]]:
        language = ls.session.language
        one_object(arguments, language)
        return [
            {
                "id": lesson.id,
                "number": lesson.order,
                "title": lesson.document(language).title,
                "minutes": lesson.minutes,
            }
            for lesson in ls.session.lessons().lessons
        ]

    @server.command("torchtutor.openLesson")
    async def open_lesson(ls: App, arguments: list[Any]) -> dict[str, Any]:
        given = one_object(arguments, ls.session.language, ("lesson",), ("heading", "show"))
        return await open_page(ls, given)


async def open_page(ls: App, given: dict[str, str]) -> dict[str, Any]:
    """A lesson's page at a heading, returned and opened where the client wants it."""
    language, lessons = ls.session.language, ls.session.lessons()
    lesson = lessons.find(given["lesson"])
    if lesson is None:
        sentence = say(language, "server.no-lesson", name=given["lesson"])
        raise JsonRpcInvalidParams(sentence)
    text = lessons.page(lesson.id, language)
    line = _heading_line(text, lesson.document(language), given.get("heading"))
    ls.session.practice().read(lesson)
    if given.get("show") != "never":
        await _open(ls, f"{lesson.id}-{language}", text, line)
    return {"markdown": text, "line": line}


async def open_text(ls: App, name: str, text: str) -> None:
    """Open Markdown in the client."""
    await _open(ls, name, text, 0)


def _heading_line(page: str, document: Document, heading: str | None) -> int:
    """The line, from 0, of a section on a lesson's page; 0 for a section it does not have."""
    section = document.sections.get(heading or "")
    if section is None:
        return 0
    found = re.search(rf"^#+ .*{re.escape(section.heading)}", page, re.MULTILINE)
    return page.count("\n", 0, found.start()) if found else 0


def _run(ls: App, arguments: list[Any]) -> tuple[dict[str, str], Run]:
    """The command's argument, and the run of the class that it names, once that has told something."""
    session = ls.session
    given = one_object(arguments, session.language, ("uri", "class"), ("show",))
    run = session.runs.latest(given["uri"], given["class"])
    if run is None:
        sentence = say(session.language, "server.no-result", name=given["class"])
        raise JsonRpcInvalidParams(sentence)
    return given, run


def _result(run: Run) -> Mapping[str, Any]:
    assert run.result is not None
    return run.result


def _card(ls: App, result: Mapping[str, Any]) -> Card | None:
    """What a lesson says about PyTorch's message."""
    error = result.get("error")
    if not error or error["type"] is None:
        return None
    return ls.session.lessons().card_for_error(error["message"], ls.session.language)


def _name(given: Mapping[str, str]) -> str:
    origin = hashlib.sha1(given["uri"].encode(), usedforsecurity=False).hexdigest()[:8]
    return f"{given['class']}-{origin}"


def _write(name: str, suffix: str, text: str) -> Path:
    folder = cache_folder("pages")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^A-Za-z0-9.-]', '_', name)}{suffix}"
    path.write_text(text, encoding="utf-8")
    return path


async def _open(ls: App, name: str, text: str, line: int) -> None:
    path = _write(name, ".md", text)
    await open_file(ls, path, line)


async def open_file(ls: App, path: Path, line: int = 0) -> None:
    """Open a file in the client, at a line from 0; say where it is, where that cannot be done."""
    if ls.session.client.show_document:
        await ls.window_show_document_async(convert.show_document(path.as_uri(), line))
    else:
        sentence = say(ls.session.language, "server.file-written", path=path)
        ls.window_show_message(convert.message(sentence))
