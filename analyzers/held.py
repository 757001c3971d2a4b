"""What values hold: following it, copying it, joining it, and what happens to all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from .values import (
    Activation,
    Constant,
    Container,
    Element,
    Function,
    Module,
    Tensor,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .notes import Notes


def reveal(value: Value) -> list[Value]:
    """PyTorch reaches `value` now, and everything registered inside it; those of which that is new."""
    pending = [value]
    fresh: list[Value] = []
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if not value.visible:
            fresh.append(value)
            value.visible = True
        if isinstance(value, Module):
            pending += value.contents
        elif isinstance(value, Container):
            pending += value.items
        elif isinstance(value, Element):
            pending += value.container.items
    return fresh


def release(value: Value) -> list[Value]:
    """Code that was not read has `value` now: nothing about it is certain any more.

    What it holds shares that; those of which it is new.
    """
    pending = [value]
    fresh: list[Value] = []
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if not value.escaped:
            fresh.append(value)
            value.escaped = True
        if isinstance(value, Module):
            pending += value.contents
        elif isinstance(value, Container):
            value.complete = False
            pending += value.items
        elif isinstance(value, Element):
            pending.append(value.container)
        elif isinstance(value, Function):
            pending += value.captured
    return fresh


def copied(values: dict[str, Value]) -> tuple[dict[str, Value], dict[int, Value]]:
    """The values and all that they hold, made anew; and what each new one was, by its identity.

    What is the same object before is the same object after.
    """
    new: dict[int, Value] = {}
    pending = list(values.values())
    originals: dict[int, Value] = {}
    parts: list[tuple[Value, str, object]] = []  # of each copy the fields that may hold values
    while pending:
        value = pending.pop()
        if id(value) in new:
            continue
        new[id(value)] = copy = object.__new__(type(value))
        originals[id(copy)] = value
        for name in type(value).__dataclass_fields__:
            part = getattr(value, name)
            if isinstance(part, (Value, list, tuple)):
                parts.append((copy, name, part))
                pending += _held(part)
            else:
                setattr(copy, name, part)
    for copy, name, part in parts:
        setattr(copy, name, _renewed(part, new))
    return {name: new[id(value)] for name, value in values.items()}, originals


def reachable(values: Iterable[Value]) -> set[int]:
    """The identities of the values and of all that they hold."""
    pending = list(values)
    found: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) not in found:
            found.add(id(value))
            for name in type(value).__dataclass_fields__:
                pending += _held(getattr(value, name))
    return found


def _held(part: object) -> list[Value]:
    """The values in a field."""
    if isinstance(part, (list, tuple)):
        return [value for item in part for value in _held(item)]
    return [part] if isinstance(part, Value) else []


def _renewed(part: object, new: dict[int, Value]) -> object:
    """A field of a value, with new values in the place of the old ones."""
    if isinstance(part, Value):
        return new[id(part)]
    if isinstance(part, (list, tuple)):
        return type(part)(_renewed(item, new) for item in part)
    return part


def leaves(value: Value) -> list[Value]:
    """The values in a container and the containers in it; a value that is none, itself."""
    if not isinstance(value, Container):
        return [value]
    found: list[Value] = []
    pending: list[Value] = [value]
    seen: set[int] = set()
    while pending:
        value = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Container):
            pending += value.items
        else:
            found.append(value)
    return found


def merged(ends: list[dict[str, Value]], notes: Notes) -> dict[str, Value]:
    """What names hold after alternatives; one that they disagree on is Unknown.

    Values that are changed by it are noted.
    """
    merged = dict(ends[0])
    differing: dict[str, None] = {}
    for end in ends[1:]:
        for name, value in end.items():
            if merged.setdefault(name, value) is not value:
                differing[name] = None
    for name in differing:
        values = list(dict.fromkeys(end[name] for end in ends if name in end))
        known = [v for v in values if not isinstance(v, Constant)]
        merged[name] = (known or values)[0] if len(known) <= 1 else united(known, notes)
    return merged


def united(values: list[Value], notes: Notes) -> Value:
    """One value for what may be any of `values`; containers share from here on what is put in.

    Values that are changed by it are noted.
    """
    values = list(dict.fromkeys(values))
    if len(values) == 1:
        return values[0]
    if all(isinstance(v, Activation) for v in values):
        attached = any(isinstance(v, Activation) and v.attached for v in values)
        return Activation(attached=attached, inputs=values)
    containers = [v for v in values if isinstance(v, Container)]
    modules = [v for v in values if isinstance(v, Module)]
    if len(containers) == len(values):
        items = [item for container in containers for item in container.items]
        for container in containers:
            notes.fills(container)
            container.items = items
        return containers[-1]
    if len(modules) == len(values):
        contents = [item for module in modules for item in module.contents]
        notes.touched += modules
        for module in modules:
            module.contents = contents
        # the one with parameters stands for all: `nn.Linear(3, 3) if wide else nn.Identity()`
        found = next((m for m in reversed(modules) if m.stateful), modules[-1])
        found.alternatives += [module for module in modules if module is not found]
        return found
    if all(isinstance(v, Tensor) for v in values):
        # one that was moved on some way is taken as moved
        return next((v for v in values if isinstance(v, Tensor) and not v.deviceless), values[-1])
    return values[-1] if len({type(v) for v in values}) == 1 else given_or_made(None, values)


def given_or_made(node: cst.CSTNode | None, values: list[Value]) -> Unknown:
    """What is one of a few things; the tensor is remembered that is made where another was not given."""
    made = [v for v in values if isinstance(v, Tensor) and v.deviceless]
    given = all(isinstance(v, (Tensor, Unknown, Activation)) for v in values)
    return Unknown(node, made=made[0] if given and len(made) == 1 else None)
