"""Which parameters an optimizer was given, and what changes a model after that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from . import torch_facts as facts
from .events import BRANCHES, Assignment, Creation, Placement, Store
from .file_model import FileModel
from .held import leaves
from .script import Script, may_follow
from .state import surely_stateful
from .tree import dotted_name, is_name, keyword_value
from .values import (
    Activation,
    Element,
    ModelParameters,
    Module,
    Optimizer,
    Parameter,
    Unknown,
    Value,
)

# The order of what happened before a script.
BEFORE = -1


@dataclass(eq=False, slots=True)
class Change:
    """A model gets new parameters: `value` at `target`, or unnamed ones in its place.

    `owners` are what is changed and the objects that it is a part of, the nearest first.
    """

    how: Literal["assigned", "normed", "loaded", "method", "replaced"]
    target: cst.BaseExpression
    owners: list[Value]
    value: Value | None
    order: int
    enclosing: tuple[cst.CSTNode, ...]
    statement: cst.CSTNode | None = None


def owners_of(value: Value) -> list[Value]:
    """`value` and what it is an attribute or element of, the nearest first."""
    found: list[Value] = []
    at: Value | None = value
    while at is not None and at not in found:
        found.append(at)
        at = at.container if isinstance(at, Element) else getattr(at, "owner", None)
    return found


def owners_given(creation: Creation) -> list[Value]:
    """The objects whose `parameters()` an optimizer was given."""
    found: list[Value] = []
    pending = [leaf for value in creation.arguments for leaf in leaves(value)]
    while pending:
        value = pending.pop(0)
        if isinstance(value, ModelParameters):
            pending += [leaf for _, operand in value.added for leaf in leaves(operand)]
        if isinstance(value, (ModelParameters, Parameter)) and value.owner is not None:
            found.append(value.owner)
    return found


def trained_apart(first: Value, second: Value) -> bool:
    """Whether two optimizers, or models, surely have no parameter in common."""
    one, other = _models(first), _models(second)
    return bool(one) and bool(other) and not one & other


def _models(value: Value) -> set[int]:
    """The Modules whose parameters an optimizer has, or a Module and its parts; empty if unknown."""
    if isinstance(value, Optimizer):
        given = value.given[0] if value.given else None
        owner = given.owner if isinstance(given, ModelParameters) and not given.added else None
    else:
        owner = value
    pending: list[Value] = [owner] if isinstance(owner, Module) else []
    found: set[int] = set()
    while pending:
        part = pending.pop()
        if id(part) not in found:
            found.add(id(part))
            if isinstance(part, Module):
                held = (*part.contents, *part.alternatives)
                pending += [leaf for value in held for leaf in leaves(value)]
    return found


def changes(script: Script, file: FileModel) -> Iterator[Change]:
    """Where a model gets new parameters, in no particular order."""
    fresh = {id(creation.value) for creation in script.creations.values()}

    def is_fresh(value: Value) -> bool:
        trains = isinstance(value, Parameter) or (isinstance(value, Module) and value.stateful)
        return trains and id(value) in fresh

    events: list[Store | Placement] = [*script.stores, *script.placements]
    for event in events:
        if is_fresh(event.value):
            yield Change(
                "assigned", event.target, owners_of(event.owner), event.value,
                event.order, event.enclosing, event.statement,
            )  # fmt: skip
    yield from _replaced(script, is_fresh)
    for use in script.uses:
        if use.method in ("add_module", "register_module", "append") and use.arguments:
            value = use.arguments[-1]
            if is_fresh(value) and isinstance(use.value, (Module, Unknown, Activation)):
                yield Change(
                    "assigned", use.node, owners_of(use.value), value, use.order, use.enclosing
                )
        elif use.method == "load_state_dict" and is_name(keyword_value(use.node, "assign"), "True"):
            yield Change("loaded", use.node, owners_of(use.value), None, use.order, use.enclosing)
        elif isinstance(use.value, Module) and _makes_layer(use.value, use.method, file):
            yield Change("method", use.node, owners_of(use.value), None, use.order, use.enclosing)
    for call in script.functions:
        if call.function == "setattr" and len(call.arguments) == 3:
            if is_fresh(call.arguments[2]):
                yield Change(
                    "assigned", call.node, owners_of(call.arguments[0]), call.arguments[2],
                    call.order, call.enclosing,
                )  # fmt: skip
        elif call.function in facts.REPLACE_PARAMETERS and call.arguments:
            yield Change(
                "normed", call.node, owners_of(call.arguments[0]), None,
                call.order, call.enclosing,
            )  # fmt: skip


def _makes_layer(model: Module, method: str | None, file: FileModel) -> bool:
    """Whether that method of a class of the file gives its object a new layer or Parameter."""
    if method is None or method == "forward" or model.nn_name is not None:
        return False
    reading = file.reading_of(model.type_name)
    return (
        reading is not None
        and any(
            assignment.method == method
            and assignment.in_class
            and surely_stateful(assignment.value, file)
            and _is_new(assignment.value)
            and not _is_guarded(assignment)
            for assignment in reading.assignments
        )
        and not file.matches("requires_grad")
    )


def _is_new(value: Value) -> bool:
    """Whether it is made there; a copy, such as a target network, is not meant to be trained."""
    made = value.node.func if isinstance(value.node, cst.Call) else None
    copied = made is not None and (dotted_name(made) or "").endswith("copy")
    return not copied and (not isinstance(value, Module) or value.made_here)


def _is_guarded(assignment: Assignment) -> bool:
    """Whether it happens under some condition only."""
    return any(isinstance(node, BRANCHES) for node in assignment.enclosing)


def _replaced(script: Script, is_fresh: Callable[[Value], bool]) -> Iterator[Change]:
    """`self.net = Net()` where it was another one before, which nothing uses any more.

    For a variable optimizer-partial says where the new one is trained.
    """
    for event in script.assignments:
        before, value = event.previous, event.value
        if (
            isinstance(before, Module)
            and isinstance(value, Module)
            and before is not value
            and is_fresh(value)
            and not any(before is leaf for part in value.contents for leaf in leaves(part))
            and not any(use.value is before and use.order > event.order for use in script.uses)
        ):
            yield Change(
                "replaced", event.target, [before], value,
                event.order, event.enclosing, event.statement,
            )  # fmt: skip


def unnoticed(script: Script, file: FileModel) -> Iterator[tuple[Creation, Change]]:
    """Each change that an optimizer built before it misses, though it goes on stepping."""
    optimizers = [c for c in script.creations.values() if isinstance(c.value, Optimizer)]
    optimizers += _made_by_init(script)
    if not optimizers:
        return
    for change in changes(script, file):
        known = {id(owner) for owner in change.owners}
        if change.value is not None:
            known.add(id(change.value))
        for creation in optimizers:
            given = owners_given(creation)
            if (
                any(_loses(script, change, owner) for owner in given)
                and not any(owner is change.value for owner in given)
                and creation.order < change.order
                and may_follow(creation.enclosing, change.enclosing)
                and not any(_covers(later, known, change.order) for later in optimizers)
                and (
                    _steps_after(script, creation.value, change)
                    or _steps_elsewhere(script, file, creation, change)
                )
            ):
                yield creation, change


def _made_by_init(script: Script) -> Iterator[Creation]:
    """The optimizers that `__init__` left on the object whose method is read: built before all of it."""
    for value in script.current.values():
        node = value.node
        kept = isinstance(value, Optimizer) and script.original(value) is not value
        if kept and isinstance(value, Optimizer) and isinstance(node, cst.Call):
            yield Creation(script.frame, BEFORE, (), value, node, value.given)


def _loses(script: Script, change: Change, given: Value) -> bool:
    """Whether the change leaves an optimizer that has the parameters of `given` without some.

    `given` is what is changed, has it as a part, or is what stood in the changed place before.
    """
    if any(owner is given for owner in change.owners) or _is_layer_of(script, change, given):
        return True
    target, before = change.target, given.node
    return (
        change.how == "assigned"
        and isinstance(given, Unknown)
        and given.owner is change.owners[0]
        and isinstance(target, cst.Attribute)
        and isinstance(before, cst.Attribute)
        and before.attr.value == target.attr.value
    )


def _is_layer_of(script: Script, change: Change, model: Value) -> bool:
    """Whether a loop over the layers of `model` changes each: `for layer in model.modules(): ...`."""
    changed = change.owners[0]
    if isinstance(changed, Element) and isinstance(model, Module):
        parts = {id(leaf) for held in model.contents for leaf in leaves(held)}
        items = changed.container.items
        return bool(items) and all(id(item) in parts for item in items)
    return isinstance(changed, Unknown) and any(
        use.node is changed.node and use.value is model and use.method in ("modules", "children")
        for use in script.uses
    )


def _covers(optimizer: Creation, known: set[int], after: int) -> bool:
    """Whether an optimizer built later may hold the new parameters."""
    if optimizer.order < after:
        return False
    given = owners_given(optimizer)
    unclear = any(isinstance(value, Unknown) for value in optimizer.arguments[:1])
    return unclear or any(id(part) in known for owner in given for part in owners_of(owner))


def _steps_elsewhere(script: Script, file: FileModel, creation: Creation, change: Change) -> bool:
    """Whether `__init__` keeps the optimizer on the object, and other methods take its steps.

    Nothing else may make another one or tell this one of the change.
    """
    name = next((n for n, value in script.current.items() if value is creation.value), None)
    if name is None or script.function is None or script.function.name.value != "__init__":
        return False
    around = len(creation.enclosing)
    if change.enclosing[:around] != creation.enclosing or not all(
        isinstance(node, (cst.If, cst.Else, cst.IndentedBlock))
        for node in change.enclosing[around:]
    ):
        return False
    return file.matches(rf"\.{name}\.step\(|\.step\(self\.{name}\)") and not file.matches(
        rf"(?s)add_param_group|requires_grad|\.{name}\s*=[^=].*\.{name}\s*=[^=]"
    )


def _steps_after(script: Script, optimizer: Value, change: Change) -> bool:
    """Whether the optimizer steps after the change, and nothing tells it of the change."""
    later = [use for use in script.uses if use.value is optimizer and use.order > change.order]
    name = dotted_name(change.target)
    handled = any(
        (
            use.method == "requires_grad_"
            or (use.method == "parameters" and use.order > change.order)
        )
        and (
            use.value is change.value or (name is not None and dotted_name(use.value.node) == name)
        )
        for use in script.uses
    )
    return (
        any(use.method == "step" for use in later)
        and not any(use.method == "add_param_group" for use in later)
        and not handled
    )
