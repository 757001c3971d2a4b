"""Reads a class again of which one method changed, without reading all other methods again.

Methods share the attributes and the objects in them. Where the method left both as they were, before and
after it was edited, nothing but that method is read again. Where it changed what attributes hold, those that
are read after it are, too. Where more may have changed, the class is read anew.
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
    step, later = before.steps[number], before.steps[number + 1 :]
    if step.method is not old or step.refused or _touched([step, *later], [step]):
        return None
    touched = [*step.touched, *(value for other in later for value in other.touched)]
    reading, starts = Reading.__new__(Reading), before.starts(number)
    _start(reading, file, definition, before, number, starts[-1])
    same = None if step.marked is None else step.marked.same(new, touched, {})
    mark = None if step.marked is None or same is None else step.marked.marks[same]
    _take_paths(reading, before, number, 0 if mark is None else mark.met)

    def again() -> None:
        if step.marked is not None and same is not None and mark is not None:
            reading.met_now += step.met[: mark.met]
            take_over(reading, before, starts, mark, new)
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
    if reading.waiting or now.refused or now.visited - {id(new)} != step.visited - {id(old)}:
        return None
    alone = not (step.changed or now.changed) and not _touched([now, step, *later], before.steps)
    if not alone and (step.buffers or not _read_later(reading, later)):
        return None
    if reading.calls > MOST_CALLS or not _join(reading, before, number, starts, alone):
        return None
    return reading


def _read_later(reading: Reading, later: list[Step]) -> bool:
    """Read these methods again; whether they led to the same others as they did."""
    if any(step.buffers for step in (reading.steps[-1], *later)):
        return False
    for name in [name for name, (first, _) in reading.met.items() if first >= len(reading.steps)]:
        del reading.own_paths[name], reading.met[name]  # they will be met again
    for step in later:
        reading.calls -= step.calls
        reading.read_method(step.method, step.constructing, step.running)
        if reading.steps[-1].visited != step.visited or reading.steps[-1].refused:
            return False
    return True


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
    reading: Reading,
    file: FileModel,
    definition: ClassDefinition,
    before: Reading,
    number: int,
    created: int,
) -> None:
    """Put `reading` where `before` was when it came to the step of that number, with so many things `created`."""
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


def _join(
    reading: Reading, before: Reading, number: int, starts: tuple[int, ...], alone: bool
) -> bool:
    """Put the events of all other steps, `starts` of them before it, around those of the step that was read
    again `alone`; else those of the steps before it in front of what was read."""
    counts = before.steps[number].events
    places = zip(before.event_lists(), reading.event_lists(), starts[:-1], counts[:-1], strict=True)
    for old, new, start, count in places:
        new[:] = [*old[:start], *new, *(old[start + count :] if alone else ())]
    if not alone:
        return True
    made = [*before.creations.items()][starts[-1] + counts[-1] :]
    number_of_both = len(reading.creations) + len(made)
    reading.creations.update(made)
    reading.steps += before.steps[number + 1 :]
    reading.touched += [value for step in before.steps[number + 1 :] for value in step.touched]
    reading.current = before.current
    return len(reading.creations) == number_of_both


def _touched(steps: Iterable[Step], starts: Iterable[Step]) -> bool:
    """Whether one of the `steps` changed a value that attributes held at one of the `starts`."""
    touched = [value for step in steps for value in step.touched]
    return touches(touched, [step.start for step in starts])
