"""What a reading saw, in a form in which two readings of the same trees can be compared."""

from __future__ import annotations

import dataclasses
from typing import Any

import libcst as cst

from torchtutor.analyzers.events import Frame
from torchtutor.analyzers.interpreter import Interpreter
from torchtutor.analyzers.values import Constant, Item, SelfReference, Unknown, Value

# whether one of these is reached or handed on is asked by nobody
_NEVER_JUDGED = (Unknown, Item, Constant, SelfReference)


def shape(reading: Interpreter) -> list[object]:
    """Everything that rules may ask about; equal for two readings that know the same of the same nodes."""
    return _Shape().of_reading(reading)


class _Shape:
    def __init__(self) -> None:
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
            [*reading.creations],
            [number for _, number in ordered],
            {name: self._of(value) for name, value in sorted(reading.current.items())},
            self._of(getattr(reading, "results", [])),
            self._of([*getattr(reading, "buffers", {}).values()]),
            sorted(reading.visited),
            sorted(reading.refused),
            sorted(getattr(reading, "constructing_methods", ())),
            [self._of(binding) for binding in getattr(reading, "class_body", {}).values()],
        ]

    def _of(self, thing: Any) -> object:
        if isinstance(thing, cst.CSTNode):
            return id(thing)
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
