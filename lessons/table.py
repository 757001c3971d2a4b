"""A table of `lesson.toml`, read strictly: a wrong type or an unknown key is an error with its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

from .markdown import LessonError

# The same two as torchtutor.analyzers.finding.Language; lessons import nothing of ours.
Language = Literal["en", "ko"]
T = TypeVar("T")


class Table:
    """A TOML table that knows its path and which of its keys were asked for."""

    def __init__(
        self, values: dict[str, Any], file: str, where: str = "", *, trusted: bool = False
    ) -> None:
        # Read before without an error: its files are there and its code is Python.
        self.trusted = trusted
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

    def optional(self, key: str, kind: type[T], default: T) -> T:
        """The value, or `default` where the key is missing."""
        return self.take(key, kind) if key in self.values else default

    def names(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of strings; without the key an error, or the empty list where it is optional."""
        if optional and key not in self.values:
            return ()
        values: list[Any] = self.take(key, list)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise LessonError(self.file, f"{self.path(key)}[{index}]", "must be str")
        return tuple(values)

    def all_names(self) -> dict[str, str]:
        """The whole table, when every value is a string."""
        return {key: self.take(key, str) for key in tuple(self.values)}

    def table(self, key: str, *, optional: bool = False) -> Table:
        if optional:
            self.values.setdefault(key, {})
        return Table(self.take(key, dict), self.file, self.path(key), trusted=self.trusted)

    def text(self, key: str) -> Mapping[Language, str]:
        """A table with a sentence in every language: `{ en = "...", ko = "..." }`."""
        inner = self.table(key)
        texts: dict[Language, str] = {name: inner.take(name, str) for name in get_args(Language)}
        inner.finish()
        return texts

    def tables(self, key: str, *, optional: bool = False) -> list[Table]:
        """A list of tables."""
        if optional and key not in self.values:
            return []
        entries: list[Any] = self.take(key, list)
        result = []
        for index, entry in enumerate(entries):
            where = f"{self.path(key)}[{index}]"
            if not isinstance(entry, dict):
                raise LessonError(self.file, where, "must be a table")
            result.append(Table(entry, self.file, where, trusted=self.trusted))
        return result

    def finish(self) -> None:
        """Raise for a key that nobody asked for."""
        for key in self.values:
            raise LessonError(self.file, self.path(key), "is not a known key")
