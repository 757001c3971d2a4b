"""The Markdown of a lesson: sections with ids, each with the card that opens it.

    ## Module {#module}
    What a hover shows.
    <!-- more -->
    What only the page shows.

A section reaches to the next heading of any level. Without the `more` line it has no card.
A code block's info string may carry a second word for the tests (`python run`, `text output`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MORE = "<!-- more -->"
_TITLE = re.compile(r"# (?P<text>.+)")
_HEADING = re.compile(r"#{2,6} (?P<text>.+?) \{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\}")
_FENCE = re.compile(r"```(?P<language>\w*)(?: \w+)?")


class LessonError(ValueError):
    """A lesson that cannot be used: which file, where in it, and what is wrong."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        super().__init__(f"{file}: {where}: {problem}")
        self.file = file
        self.where = where
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Section:
    """One heading; `card` is None for a section without a `more` line, `text` is all of it."""

    id: str
    heading: str
    card: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A lesson in one language. `page` is plain Markdown, without ids and marks."""

    title: str
    sections: Mapping[str, Section]
    page: str


def parse(text: str, file: str) -> Document:
    """Split `text` by its headings; raises LessonError, naming `file` and the line."""
    title: str | None = None
    sections: dict[str, Section] = {}
    page: list[str] = []
    body: list[str] = []
    heading: re.Match[str] | None = None

    def close() -> None:
        if heading is not None:
            sections[heading["id"]] = _section(heading, body)
        body.clear()

    for number, line, is_prose in _lines(text, file):
        where = f"line {number}"
        if is_prose and line.startswith("#"):
            if title is None:
                match = _TITLE.fullmatch(line)
                if match is None:
                    raise LessonError(file, where, "the first heading must be `# Title`")
                title = match["text"]
            else:
                close()
                heading = _HEADING.fullmatch(line)
                if heading is None:
                    raise LessonError(file, where, "a heading must be `## Text {#id}`")
                if heading["id"] in sections:
                    raise LessonError(file, where, f"the id {heading['id']} is used twice")
            page.append(line.split(" {#")[0])
            continue
        if is_prose and line.startswith("<!--") and line != MORE:
            raise LessonError(file, where, f"the only comment is {MORE}")
        body.append(line)
        if line != MORE:
            page.append(_FENCE.sub(r"```\g<language>", line) if line.startswith("```") else line)
    close()
    if title is None:
        raise LessonError(file, "line 1", "there is no `# Title`")
    return Document(title, sections, re.sub(r"\n{3,}", "\n\n", "\n".join(page)) + "\n")


def _lines(text: str, file: str) -> Iterator[tuple[int, str, bool]]:
    """Number, line and whether it is prose rather than part of a code block."""
    opened: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        is_fence = line.startswith("```")
        yield number, line, opened is None and not is_fence
        if is_fence:
            opened = number if opened is None else None
    if opened is not None:
        raise LessonError(file, f"line {opened}", "the code block is never closed")


def _section(heading: re.Match[str], lines: list[str]) -> Section:
    card = "\n".join(lines[: lines.index(MORE)]).strip() if MORE in lines else None
    text = "\n".join(_FENCE.sub(r"```\g<language>", x) if x.startswith("```") else x for x in lines)
    return Section(heading["id"], heading["text"], card, text.replace(MORE, "").strip())
