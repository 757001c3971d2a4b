"""What `lesson.toml` says, read strictly: an unknown key or a wrong type is an error with its path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar, get_args

from .markdown import Document, LessonError, parse

# The same two as torchtutor.analyzers.finding.Language; lessons import nothing of ours.
Language = Literal["en", "ko"]
# `static`: no finding of a rule that the lesson teaches. `registered`: a run finds nothing hidden.
Check = Literal["static", "registered"]
T = TypeVar("T")


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
class Mutant:
    """A wrong solution, and the check that must reject it."""

    file: str
    rejected_by: Check


@dataclass(frozen=True, slots=True)
class Exercise:
    """The class `class_name` in `starter` is to be repaired; `solution` and `twin` are two ways."""

    id: str
    heading: str
    class_name: str
    starter: str
    solution: str
    twin: str
    checks: tuple[Check, ...]
    mutants: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One lesson without its texts. `symbols` and `rules` map a name to the heading that has its card."""

    id: str
    quest: str
    order: int
    minutes: int
    languages: tuple[Language, ...]
    verified: Verified
    symbols: Mapping[str, str]
    rules: Mapping[str, str]
    predictions: tuple[Prediction, ...]
    exercise: Exercise
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
    for where, heading in cards.items():
        if heading not in document.sections:
            raise LessonError(file, where, f"there is no heading with the id {heading}")
        if document.sections[heading].card is None:
            raise LessonError(file, where, f"the section {heading} has no card (`<!-- more -->`)")
    headings = {f"predict.{p.id}": p.heading for p in lesson.predictions}
    headings["exercise.heading"] = lesson.exercise.heading
    for where, heading in headings.items():
        if heading not in document.sections:
            raise LessonError(file, where, f"there is no heading with the id {heading}")
    return document


def read_lesson(folder: Traversable, quest: str) -> Lesson:
    """The lesson in `folder`; raises LessonError, naming the file and the key."""
    file = f"{quest}/{folder.name}/lesson.toml"
    try:
        table = tomllib.loads(folder.joinpath("lesson.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LessonError(file, "TOML", str(error)) from error
    top = _Table(table, file)
    if top.take("schema", int) != 1:
        raise LessonError(file, "schema", "this version reads schema 1 only")
    lesson = Lesson(
        id=top.take("id", str),
        quest=quest,
        order=top.take("order", int),
        minutes=top.take("minutes", int),
        languages=tuple(top.choice(name, Language, "languages") for name in top.names("languages")),
        verified=_verified(top.table("verified")),
        symbols=top.table("symbols").all_names(),
        rules=top.table("rules").all_names(),
        predictions=tuple(_prediction(entry) for entry in top.tables("predict")),
        exercise=_exercise(top.table("exercise"), folder),
        folder=folder,
    )
    top.finish()
    if "en" not in lesson.languages:
        raise LessonError(file, "languages", 'must contain "en"')
    return lesson


def _verified(table: _Table) -> Verified:
    verified = Verified(table.names("torch"), table.take("date", date))
    table.finish()
    return verified


def _prediction(table: _Table) -> Prediction:
    prediction = Prediction(
        table.take("id", str), table.take("heading", str), table.take("answer", str)
    )
    table.finish()
    return prediction


def _exercise(table: _Table, folder: Traversable) -> Exercise:
    def existing(owner: _Table, key: str) -> str:
        name = owner.take(key, str)
        if not folder.joinpath(name).is_file():
            raise LessonError(owner.file, owner.path(key), f"there is no file {name}")
        return name

    def mutant(entry: _Table) -> Mutant:
        rejected_by = entry.choice(entry.take("rejected_by", str), Check, "rejected_by")
        result = Mutant(existing(entry, "file"), rejected_by)
        entry.finish()
        return result

    exercise = Exercise(
        id=table.take("id", str),
        heading=table.take("heading", str),
        class_name=table.take("class_name", str),
        starter=existing(table, "starter"),
        solution=existing(table, "solution"),
        twin=existing(table, "twin"),
        checks=tuple(table.choice(name, Check, "checks") for name in table.names("checks")),
        mutants=tuple(mutant(entry) for entry in table.tables("mutant")),
    )
    table.finish()
    return exercise


class _Table:
    """A TOML table that knows its path and which of its keys were asked for."""

    def __init__(self, values: dict[str, Any], file: str, where: str = "") -> None:
        self.values = dict(values)
        self.file = file
        self.where = where

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def take(self, key: str, kind: type[T]) -> T:
        if key not in self.values:
            raise LessonError(self.file, self.path(key), "is missing")
        value = self.values.pop(key)
        # type() and not isinstance: in Python True is an int, in TOML it is not
        if type(value) is not kind:
            problem = f"must be {kind.__name__}, not {type(value).__name__}"
            raise LessonError(self.file, self.path(key), problem)
        return value

    def choice(self, value: str, choices: Any, key: str) -> Any:
        if value not in get_args(choices):
            allowed = ", ".join(get_args(choices))
            raise LessonError(self.file, self.path(key), f"{value!r} is not one of {allowed}")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        values: list[Any] = self.take(key, list)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise LessonError(self.file, f"{self.path(key)}[{index}]", "must be str")
        return tuple(values)

    def all_names(self) -> dict[str, str]:
        """The whole table, when every value is a string."""
        return {key: self.take(key, str) for key in tuple(self.values)}

    def table(self, key: str) -> _Table:
        return _Table(self.take(key, dict), self.file, self.path(key))

    def tables(self, key: str) -> list[_Table]:
        """A list of tables, at least one."""
        entries: list[Any] = self.take(key, list)
        result = []
        for index, entry in enumerate(entries):
            where = f"{self.path(key)}[{index}]"
            if not isinstance(entry, dict):
                raise LessonError(self.file, where, "must be a table")
            result.append(_Table(entry, self.file, where))
        return result

    def finish(self) -> None:
        """Raise for a key that nobody asked for."""
        for key in self.values:
            raise LessonError(self.file, self.path(key), "is not a known key")
