"""What a reading saw, by name: found out once for all the rules that look for a few names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, cast

import libcst as cst

from .events import Assignment, Discard, FunctionCall, Use
from .file_model import FileModel
from .interpreter import Interpreter

_Event = TypeVar("_Event")


def uses_of(reader: Interpreter, method: str | None) -> Sequence[Use]:
    """The calls of a method of that name of objects that are not the instance, in their order."""
    return _by_name(reader, "uses", reader.uses, lambda use: use.method).get(method, ())


def calls_of(reader: Interpreter, function: str) -> Sequence[FunctionCall]:
    """The calls of the function of that name, in their order."""
    by_name = _by_name(reader, "functions", reader.functions, lambda call: call.function)
    return by_name.get(function, ())


def called(reader: Interpreter, functions: Iterable[str]) -> bool:
    """Whether one of these functions is called."""
    by_name = _by_name(reader, "functions", reader.functions, lambda call: call.function)
    return not by_name.keys().isdisjoint(functions)


def assigned_to(reader: Interpreter, attribute: str) -> Sequence[Assignment]:
    """The assignments to `self.attribute`, in their order."""
    by_name = _by_name(reader, "assignments", reader.assignments, lambda a: a.attribute)
    return by_name.get(attribute, ())


def discards(
    file: FileModel, kind: type[cst.BaseExpression]
) -> Iterator[tuple[Interpreter, Discard]]:
    """The expressions of a kind that stand alone, each once: in scripts, then in what forward runs.

    Each comes with the reading that saw it.
    """
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for discard in reading.discards:
            node = discard.node
            if isinstance(node.value, kind) and discard.frame.running and id(node) not in seen:
                seen.add(id(node))
                yield reading, discard


def _by_name(
    reader: Interpreter, kind: str, events: list[_Event], name_of: Callable[[_Event], str | None]
) -> dict[str | None, list[_Event]]:
    known = reader.kept.get(kind)
    if known is None:
        found: dict[str | None, list[_Event]] = {}
        for event in events:
            found.setdefault(name_of(event), []).append(event)
        known = reader.kept[kind] = found
    return cast("dict[str | None, list[_Event]]", known)
