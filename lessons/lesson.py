"""What `lesson.toml` says, read strictly: an unknown key or a wrong type is an error with its path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal

from .compiled import Tables
from .exercise import Exercise, read_exercise
from .markdown import Document, LessonError, parse
from .table import Language, Table

Status = Literal["published", "draft"]
LinkKind = Literal["docs", "paper", "video", "article", "issue", "code"]


@dataclass(frozen=True, slots=True)
class Verified:
    """The torch versions with which every runnable block printed what the page says."""

    torch: tuple[str, ...]
    date: date


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question in the section `heading`, whose code block prints the answer."""

    id: str
    heading: str
    answer: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page elsewhere that is worth reading."""

    url: str
    kind: str
    title: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Points:
    """Experience points for each part of a lesson; `predict` is for each prediction."""

    read: int
    predict: int
    exercise: int
    stretch: int


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One lesson without its texts.

    `symbols` and `rules` map a name to the heading that has its card, `errors` a regular expression
    for a message of PyTorch's. `prerequisites` are ids of lessons that make this one easier.
    """

    id: str
    quest: str
    order: int
    minutes: int
    status: Status
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]
    languages: tuple[Language, ...]
    verified: Verified
    symbols: Mapping[str, str]
    rules: Mapping[str, str]
    errors: Mapping[str, str]
    links: tuple[Link, ...]
    predictions: tuple[Prediction, ...]
    exercise: Exercise
    points: Points
    folder: Traversable

    def document(self, language: Language) -> Document:
        """The text in `language`, or in English where the lesson lacks it; read once, when asked for.

        Raises LessonError when a heading that lesson.toml names is missing or has no card.
        """
        return _document(self, language if language in self.languages else "en")

    def file(self, name: str) -> str:
        """The text of one of the exercise's files."""
        return self.folder.joinpath(name).read_text(encoding="utf-8")


@cache
def _document(lesson: Lesson, language: Language) -> Document:
    name = f"{language}.md"
    file = f"{lesson.quest}/{lesson.folder.name}/{name}"
    document = parse(lesson.file(name), file)
    cards = {f"symbols.{key}": heading for key, heading in lesson.symbols.items()}
    cards |= {f"rules.{key}": heading for key, heading in lesson.rules.items()}
    cards |= {f"errors.{key}": heading for key, heading in lesson.errors.items()}
    for where, heading in cards.items():
        if heading not in document.sections:
            raise LessonError(file, where, f"there is no heading with the id {heading}")
        if document.sections[heading].card is None:
            raise LessonError(file, where, f"the section {heading} has no card (`<!-- more -->`)")
    headings = {f"predict.{p.id}": p.heading for p in lesson.predictions}
    headings["exercise.heading"] = lesson.exercise.heading
    headings |= {
        f"exercise.hint[{index}].heading": hint.heading
        for index, hint in enumerate(lesson.exercise.hints)
        if hint.heading is not None
    }
    for where, heading in headings.items():
        if heading not in document.sections:
            raise LessonError(file, where, f"there is no heading with the id {heading}")
    return document


def read_lesson(folder: Traversable, quest: str, tables: Tables | None = None) -> Lesson:
    """The lesson in `folder`; raises LessonError, naming the file and the key.

    The English page is looked at, too, unless `tables` know the lesson as one without an error.
    """
    file = f"{quest}/{folder.name}/lesson.toml"
    text = folder.joinpath("lesson.toml").read_bytes()
    known = tables.find(text) if tables is not None else None
    try:
        table = tomllib.loads(text.decode("utf-8")) if known is None else known
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(file, "TOML", str(error)) from error
    top = Table(table, file, trusted=known is not None)
    if top.take("schema", int) != 1:
        raise LessonError(file, "schema", "this version reads schema 1 only")
    lesson = Lesson(
        id=top.take("id", str),
        quest=quest,
        order=top.take("order", int),
        minutes=top.take("minutes", int),
        status=top.choice(top.optional("status", str, "published"), Status, "status"),
        tags=top.names("tags", optional=True),
        prerequisites=top.names("prerequisites", optional=True),
        languages=tuple(top.choice(name, Language, "languages") for name in top.names("languages")),
        verified=_verified(top.table("verified")),
        symbols=top.table("symbols").all_names(),
        rules=top.table("rules").all_names(),
        errors=top.table("errors", optional=True).all_names(),
        links=tuple(_link(entry) for entry in top.tables("link", optional=True)),
        predictions=tuple(_prediction(entry) for entry in top.tables("predict", optional=True)),
        exercise=read_exercise(top.table("exercise"), top.tables("mutant", optional=True), folder),
        points=_points(top.table("xp", optional=True)),
        folder=folder,
    )
    top.finish()
    for pattern in lesson.errors if known is None else ():
        try:
            re.compile(pattern)
        except re.error as error:
            raise LessonError(
                file, f"errors.{pattern}", f"is not a regular expression: {error}"
            ) from error
    if "en" not in lesson.languages:
        raise LessonError(file, "languages", 'must contain "en"')
    if known is None:
        lesson.document("en")
        if tables is not None:
            tables.add(text, table)
    return lesson


def _verified(table: Table) -> Verified:
    verified = Verified(table.names("torch"), table.take("date", date))
    table.finish()
    return verified


def _prediction(table: Table) -> Prediction:
    prediction = Prediction(
        table.take("id", str), table.take("heading", str), table.take("answer", str)
    )
    table.finish()
    return prediction


def _link(table: Table) -> Link:
    url = table.take("url", str)
    if not url.startswith("https://"):
        raise LessonError(table.file, table.path("url"), "must begin with https://")
    kind: str = table.choice(table.optional("kind", str, "docs"), LinkKind, "kind")
    link = Link(url, kind, table.text("title"))
    table.finish()
    return link


def _points(table: Table) -> Points:
    points = Points(
        read=table.optional("read", int, 5),
        predict=table.optional("predict", int, 5),
        exercise=table.optional("exercise", int, 60),
        stretch=table.optional("stretch", int, 15),
    )
    table.finish()
    return points
