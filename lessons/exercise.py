"""The exercise of a lesson as data: its files, checks, hints and the wrong solutions it rejects."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, Literal

from .markdown import LessonError
from .parameters import PROBES, STRUCTURES, read_parameters
from .table import Language, Table

CheckKind = Literal["static", "structure", "probe", "measure"]
# A check that every exercise with a probe has: the file leaves torch and the checker alone.
HONEST = "honest"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold.

    `static`: no finding of the rules `no_rules` (all that the lesson teaches where it is empty).
    `structure`: a question about the syntax tree. `probe` and `measure`: something that is run;
    a `measure` takes longer, and waits until all probes before it pass.
    `name` is the structure or the probe, `parameters` what it gets. `message` replaces our own
    sentence for a failure.
    """

    id: str
    kind: CheckKind
    name: str
    no_rules: tuple[str, ...]
    parameters: Mapping[str, Any]
    message: Mapping[Language, str] | None


@dataclass(frozen=True, slots=True)
class Hint:
    """Shown after `after` failed tries, when the check `on` fails (or any, where it is None).

    The text may name what the check found: `{path}`, `{name}`, `{line}`.
    """

    after: int
    on: str | None
    text: Mapping[Language, str]
    heading: str | None


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong solution, and the id of the check that must reject it."""

    file: str
    check: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """`class_name` (a class or function) in `starter` is to be repaired; `solution`, `twin` and
    `good` are accepted ways.

    `make` builds the object under test and `input` its arguments, as Python expressions in the
    learner's file; only the learner's process evaluates them.
    """

    id: str
    heading: str
    class_name: str
    make: str | None
    input: str | None
    starter: str
    solution: str
    twin: str
    good: tuple[str, ...]
    timeout_s: int
    checks: tuple[Check, ...]
    hints: tuple[Hint, ...]
    mutants: tuple[Mutant, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Files that a probe compares with; they run in the learner's process only."""
        named = (check.parameters.get("reference") for check in self.checks)
        return tuple(dict.fromkeys(str(n).partition(":")[0] for n in named if n is not None))


def read_exercise(table: Table, mutants: list[Table], folder: Traversable) -> Exercise:
    """The `[exercise]` table with the `[[mutant]]` tables; raises LessonError."""

    def existing(owner: Table, key: str, default: str | None = None) -> str:
        name = owner.take(key, str) if default is None else owner.optional(key, str, default)
        if not owner.trusted and not folder.joinpath(*name.split("/")).is_file():
            raise LessonError(owner.file, owner.path(key), f"there is no file {name}")
        return name

    checks = tuple(_check(entry) for entry in table.tables("check"))
    ids = [check.id for check in checks]
    for index, name in enumerate(ids):
        if name in ids[:index] or name == HONEST:
            where = f"{table.path('check')}[{index}].id"
            raise LessonError(table.file, where, f"{name} is used twice")
    known = {*ids, HONEST}

    def one_of(owner: Table, key: str) -> str:
        name = owner.take(key, str)
        if name not in known:
            problem = f"{name!r} is not one of {', '.join(sorted(known))}"
            raise LessonError(owner.file, owner.path(key), problem)
        return name

    def hint(entry: Table) -> Hint:
        result = Hint(
            after=entry.optional("after", int, 1),
            on=one_of(entry, "on") if "on" in entry.values else None,
            text=entry.text("text"),
            heading=entry.take("heading", str) if "heading" in entry.values else None,
        )
        entry.finish()
        return result

    def mutant(entry: Table) -> Mutant:
        result = Mutant(existing(entry, "file"), one_of(entry, "check"))
        entry.finish()
        return result

    exercise = Exercise(
        id=table.take("id", str),
        heading=table.optional("heading", str, "exercise"),
        class_name=table.take("class", str),
        make=table.take("make", str) if "make" in table.values else None,
        input=table.take("input", str) if "input" in table.values else None,
        starter=existing(table, "starter", "exercise.py"),
        solution=existing(table, "solution", "solution.py"),
        twin=existing(table, "twin", "twin.py"),
        good=_globbed(table, "good", folder),
        timeout_s=table.optional("timeout_s", int, 240),
        checks=checks,
        hints=tuple(hint(entry) for entry in table.tables("hint", optional=True)),
        mutants=tuple(mutant(entry) for entry in mutants),
    )
    table.finish()
    for index, file in enumerate(exercise.references):
        if not table.trusted and not folder.joinpath(file).is_file():
            where = f"{table.path('check')}[{index}].reference"
            raise LessonError(table.file, where, f"there is no file {file}")
    return exercise


def _check(table: Table) -> Check:
    kind: CheckKind = table.choice(table.take("kind", str), CheckKind, "kind")
    key = {"static": None, "structure": "structure", "probe": "probe", "measure": "probe"}[kind]
    name, parameters = "", {}
    identity = table.take("id", str)
    no_rules = table.names("no_rules", optional=True) if kind == "static" else ()
    message = table.text("message") if "message" in table.values else None
    if key is not None:
        name = table.take(key, str)
        known = STRUCTURES if key == "structure" else PROBES
        if name not in known:
            problem = f"{name!r} is not one of {', '.join(known)}"
            raise LessonError(table.file, table.path(key), problem)
        parameters = read_parameters(table, known[name])
    table.finish()
    return Check(identity, kind, name, no_rules, parameters, message)


def _globbed(table: Table, key: str, folder: Traversable) -> tuple[str, ...]:
    """The files that patterns such as `good/*.py` name, in the order of their names."""
    found: list[str] = []
    for pattern in table.names(key, optional=True):
        parent, _, last = pattern.rpartition("/")
        place = folder.joinpath(*parent.split("/")) if parent else folder
        names = [entry.name for entry in place.iterdir()] if place.is_dir() else []
        matched = sorted(name for name in names if fnmatch.fnmatchcase(name, last))
        if not matched:
            raise LessonError(table.file, table.path(key), f"there is no file {pattern}")
        found += [f"{parent}/{name}" if parent else name for name in matched]
    return tuple(found)
