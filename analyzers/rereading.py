"""Reads a class again of which one method changed, without reading the other methods again.

Methods share the attributes and the objects in them. So this serves only a method that leaves both as they
were, before and after it was edited, as most do but `__init__`; all others cost a new reading.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from .events import Frame
from .file_model import FileModel
from .interpreter import MOST_CALLS
from .marks import Marked, take_over, touches
from .reading import Reading, Step
from .statement import ClassDefinition
from .tree import statements


def reread(file: FileModel, definition: ClassDefinition, before: Reading) -> Reading | None:
    """What a new `Reading` of the class would be, made of that `before` one method changed.

    None where more has changed or may have. Nobody may use the reading `before` afterwards.
    """
    changed = _changed_method(before.definition.node, definition.node)
    if changed is None:
        return None
    old, new = changed
    numbers = [n for n, step in enumerate(before.steps) if id(old) in step.visited]
    if len(numbers) != 1:
        return None
    number = numbers[0]
    step = before.steps[number]
    if step.method is not old or step.changed or step.refused:
        return None
    if _touches_shared(before.steps[number:], before):
        return None
    reading = Reading.__new__(Reading)
    _start(reading, file, definition, before, number)
    same = 0 if step.marked is None else step.marked.same(new, step.touched)
    _take_paths(reading, before, number, step.marked.marks[same].met if step.marked and same else 0)

    def again() -> None:
        if step.marked is not None and same:
            mark = step.marked.marks[same]
            reading.met_now += step.met[: mark.met]
            take_over(reading, before, before.starts(number), mark, new)
            reading.touched += step.touched[: mark.touched]
            reading.go_on(step.marked, new, same)
            return
        frame = Frame({}, new.name.value, step.constructing, True, step.running)
        reading.marked = Marked(new, frame, [])
        reading.enter(new, [], reading.self_value, frame, None)
        if new.name.value == "forward":
            reading.results = frame.returned

    reading.read_method(new, step.constructing, step.running, again)
    now = reading.steps[number]
    if (
        reading.waiting
        or now.changed
        or now.refused
        or reading.calls > MOST_CALLS
        or now.visited - {id(new)} != step.visited - {id(old)}
        or _touches_shared([now], before)
    ):
        return None
    return reading if _join(reading, before, number) else None


def _changed_method(
    old: cst.ClassDef, new: cst.ClassDef
) -> tuple[cst.FunctionDef, cst.FunctionDef] | None:
    """The one method that differs between two versions of a class, as it was and as it is."""
    before, after = statements(old.body), statements(new.body)
    if len(before) != len(after):
        return None
    differing = [(a, b) for a, b in zip(before, after, strict=True) if a is not b]
    if len(differing) != 1:
        return None
    a, b = differing[0]
    if not isinstance(a, cst.FunctionDef) or not isinstance(b, cst.FunctionDef):
        return None
    name = a.name.value
    named = sum(isinstance(n, cst.FunctionDef) and n.name.value == name for n in after)
    return (a, b) if name == b.name.value and named == 1 else None


def _start(
    reading: Reading, file: FileModel, definition: ClassDefinition, before: Reading, number: int
) -> None:
    """Put `reading` where `before` was when it came to the step of that number."""
    step = before.steps[number]
    reading.prepare(file, definition)
    reading.self_value = before.self_value
    reading.class_body = before.class_body
    reading.constructing_methods = before.constructing_methods
    reading.current = dict(step.start)
    reading.buffers, reading.own_paths, reading.met = before.buffers, before.own_paths, before.met
    reading.followed, reading.refused = before.followed, before.refused
    reading.results = before.results
    reading.visited = before.visited - {id(step.method)}
    reading.calls = before.calls - step.calls
    reading.steps = before.steps[:number]
    created = before.starts(number)[-1]
    reading.creations = dict(list(before.creations.items())[:created])


def _take_paths(reading: Reading, before: Reading, number: int, met: int) -> None:
    """Forget the unknown attributes that nothing but the step of that number met, unless among its first `met`.

    Those that later steps know from it, it must meet again.
    """
    known = set(before.steps[number].met[:met])
    first = {name: ends for name, ends in before.met.items() if ends[0] == number}
    for name, (_, last) in first.items():
        if name not in known and last == number:
            del reading.own_paths[name], reading.met[name]
        elif name not in known:
            reading.waiting.add(name)


def _join(reading: Reading, before: Reading, number: int) -> bool:
    """Put the events of all other steps around those of the step that was read again."""
    starts, counts = before.starts(number), before.steps[number].events
    places = zip(before.event_lists(), reading.event_lists(), starts[:-1], counts[:-1], strict=True)
    for old, new, start, count in places:
        new[:] = [*old[:start], *new, *old[start + count :]]
    made, behind = [*before.creations.items()], starts[-1] + counts[-1]
    created = [*reading.creations.items(), *made[behind:]]
    reading.creations = dict(created)
    reading.steps += before.steps[number + 1 :]
    reading.touched = [value for step in reading.steps for value in step.touched]
    reading.current = before.current
    return len(reading.creations) == len(created)


def _touches_shared(steps: Iterable[Step], reading: Reading) -> bool:
    """Whether one of the steps may change a value that the other methods have too."""
    touched = [value for step in steps for value in step.touched]
    held = [reading.current, *(step.start for step in reading.steps)]
    return touches(touched, held)
