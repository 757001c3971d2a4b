"""What a reading saw, by name: found out once for all the rules that look for a few names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import libcst as cst

from .events import Assignment, Discard, FunctionCall, Use
from .file_model import FileModel
from .interpreter import Interpreter


def uses_of(reader: Interpreter, method: str | None) -> Sequence[Use]:
    """The calls of a method of that name of objects that are not the instance, in their order."""
    return _index(reader).uses.get(method, ())


def calls_of(reader: Interpreter, function: str) -> Sequence[FunctionCall]:
    """The calls of the function of that name, in their order."""
    return _index(reader).calls.get(function, ())


def assigned_to(reader: Interpreter, attribute: str) -> Sequence[Assignment]:
    """The assignments to `self.attribute`, in their order."""
    return _index(reader).assignments.get(attribute, ())


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


class _Index:
    """The events of a reading by name."""

    __slots__ = ("assignments", "calls", "uses")

    def __init__(self, reader: Interpreter) -> None:
        self.uses: dict[str | None, list[Use]] = defaultdict(list)
        for use in reader.uses:
            self.uses[use.method].append(use)
        self.calls: dict[str, list[FunctionCall]] = defaultdict(list)
        for call in reader.functions:
            self.calls[call.function].append(call)
        self.assignments: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in reader.assignments:
            self.assignments[assignment.attribute].append(assignment)


def _index(reader: Interpreter) -> _Index:
    known = reader.kept.get("index")
    if not isinstance(known, _Index):
        known = reader.kept["index"] = _Index(reader)
    return known
