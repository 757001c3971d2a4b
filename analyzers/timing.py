"""Stretches of code that a script times with a clock of the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from .edits import FixBuilder
from .events import Binding, FunctionCall, Use
from .file_model import FileModel
from .finding import Edit, Fix, Text
from .script import Script

_CLOCKS = frozenset(
    f"time.{name}{unit}"
    for name in ("time", "perf_counter", "monotonic", "process_time")
    for unit in ("", "_ns")
) | {"timeit.default_timer"}


@dataclass(frozen=True, slots=True)
class Region:
    """`start = time.time()` up to the next look at a clock in the same function."""

    script: Script
    start: Binding
    end: FunctionCall

    def covers(self, order: int) -> bool:
        return self.start.order < order < self.end.order

    def uses(self) -> Iterator[Use]:
        return (use for use in self.script.uses if self.covers(use.order))

    def functions(self) -> Iterator[FunctionCall]:
        return (call for call in self.script.functions if self.covers(call.order))

    @property
    def trains(self) -> bool:
        """Whether training is timed: how long it takes in all is a fair question."""
        return any(use.method == "backward" for use in self.uses()) or any(
            call.function == "torch.autograd.backward" for call in self.functions()
        )


def regions(file: FileModel, script: Script) -> Iterator[Region]:
    """The timed stretches of a script, in the order of their starts."""
    clocks = [call for call in script.functions if call.function in _CLOCKS]
    if not clocks:
        return
    values = {id(call.result) for call in clocks}
    for start in script.bindings:
        if id(start.value) in values and start.statement is not None and file.subtracts(start.name):
            later = (c for c in clocks if c.order > start.order and c.frame is start.frame)
            end = next(later, None)
            if end is not None and end.statement is not None:
                yield Region(script, start, end)


def inserted(file: FileModel, title: Text, *lines: tuple[cst.CSTNode, str]) -> Fix:
    """A fix that puts each text, as a statement, before the statement of its node."""
    edits: list[Edit] = []
    for node, text in lines:
        builder = FixBuilder(file, file.statement_of(node))
        builder.insert_before(node, text)
        edits += builder.build(title).edits
    return Fix(title, tuple(sorted(edits, key=lambda e: (e.span.start, e.span.end))))
