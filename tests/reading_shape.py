"""What a reading saw, in a form in which two readings of the same text can be compared."""

from __future__ import annotations

import dataclasses
from typing import Any

import libcst as cst
from torchtutor.analyzers.events import Frame
from torchtutor.analyzers.file_model import FileModel
from torchtutor.analyzers.interpreter import Interpreter
from torchtutor.analyzers.tree import walk
from torchtutor.analyzers.values import Constant, Item, SelfReference, Unknown, Value

# whether one of these is reached or handed on is asked by nobody
_NEVER_JUDGED = (Unknown, Item, Constant, SelfReference)


def shapes(file: FileModel) -> list[list[object]]:
    """Everything that rules may ask the readings and scripts of a file about.

    Equal for two files of one text if they know the same; nodes that are of no tree of the file show.
    """
    nodes: dict[int, int] = {}
    for part in file.parts:
        for node in walk(part.module):
            nodes.setdefault(id(node), len(nodes))
    return [_Shape(nodes).of_reading(reading) for reading in (*file.readings, *file.scripts)]


class _Shape:
    def __init__(self, nodes: dict[int, int]) -> None:
        self._nodes = nodes
        self._numbers: dict[int, int] = {}

    def of_reading(self, reading: Interpreter) -> list[object]:
        lists = reading.event_lists()
        events = [event for events in lists for event in events] + [*reading.creations.values()]
        ordered = sorted(
            (event.order, number) for number, event in enumerate(events) if hasattr(event, "order")
        )
        return [
            [len(events) for events in lists],
            [self._of(event) for event in events],
            [(self._nodes.get(node, "gone"), running) for node, running in reading.creations],
            [number for _, number in ordered],
            {name: self._of(value) for name, value in sorted(reading.current.items())},
            self._of(getattr(reading, "results", [])),
            self._of([*getattr(reading, "buffers", {}).values()]),
            sorted(self._nodes.get(node, -1) for node in reading.visited),
            sorted(self._nodes.get(node, -1) for node in reading.refused),
            sorted(getattr(reading, "constructing_methods", ())),
            [self._of(binding) for binding in getattr(reading, "class_body", {}).values()],
        ]

    def _of(self, thing: Any) -> object:
        if isinstance(thing, cst.CSTNode):
            return f"node {self._nodes.get(id(thing), 'that is gone')}"
        if isinstance(thing, (list, tuple)):
            return [self._of(item) for item in thing]
        if isinstance(thing, dict):
            return {name: self._of(item) for name, item in sorted(thing.items())}
        if not dataclasses.is_dataclass(thing):
            return thing
        known = self._numbers.get(id(thing))
        if known is not None:
            return f"#{known}"
        self._numbers[id(thing)] = len(self._numbers)
        left_out = {"order"}
        if type(thing) in _NEVER_JUDGED:
            left_out |= {"visible", "escaped"}
        elif isinstance(thing, Frame):
            left_out |= {"paths"}
        else:
            assert isinstance(thing, Value) or hasattr(thing, "frame") or hasattr(thing, "order")
        fields = [f.name for f in dataclasses.fields(thing) if f.name not in left_out]
        return [type(thing).__name__, *(self._of(getattr(thing, name)) for name in fields)]
