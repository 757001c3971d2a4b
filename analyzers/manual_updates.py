"""Updates of weights by hand, `w -= lr * w.grad`, that go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from . import torch_facts as facts
from .cuts import grad_mode
from .events import Binding, Store
from .file_model import FileModel
from .script import Script, loops_around
from .steps import source_of
from .tree import dotted_name, walk, walk_with_parent
from .values import Element, Module, Parameter, Tensor, Unknown, Value

_AGAIN = frozenset({"requires_grad_", "detach_", "retain_grad"})


@dataclass(eq=False, slots=True)
class ManualUpdate:
    """`node` updates `weight`; `in_place` is how it should be written under `no_grad()`.

    `recorded`: it changes the weight in place, or would, where autograd records. `how`: autograd
    records it, it replaces the weight, or only a loop variable; a Module refuses another tensor.
    """

    node: cst.CSTNode
    weight: str
    in_place: str
    how: Literal["recorded", "replaced", "variable", "refused"]
    recorded: bool


def manual_updates(script: Script, file: FileModel) -> Iterator[ManualUpdate]:
    """The updates of a script that raise an error sooner or later, or change nothing."""
    changes = [change for change in script.augmentations if _learns(change.owner)]
    replaced = [binding for binding in script.bindings if _may_replace(binding.statement)]
    stored = [store for store in script.stores if _may_replace(store.statement)]
    if not (changes or replaced or stored) or any(
        call.function.endswith("set_grad_enabled") for call in script.functions
    ):
        return
    names = script.file.names
    for change in changes:
        name = dotted_name(change.node.target)
        recorded = grad_mode(change.enclosing, names) == "on" and _knows_callers(script)
        if (
            name is not None
            and recorded
            and isinstance(change.node.operator, (cst.AddAssign, cst.SubtractAssign))
            and _uses_gradient(change.node.value, name)
        ):
            sign = "-=" if isinstance(change.node.operator, cst.SubtractAssign) else "+="
            in_place = f"{name} {sign} {source_of(change.node.value)}"
            yield ManualUpdate(change.node, name, in_place, "recorded", True)
    for store in stored:
        name = dotted_name(store.target)
        update = _replacement(store.statement, name)
        if name is not None and update is not None and _refuses(store, file):
            recorded = grad_mode(store.enclosing, names) == "on"
            yield ManualUpdate(store.statement, name, _in_place(name, update), "refused", recorded)
    for binding in replaced:
        update = _replacement(binding.statement, binding.name)
        if update is None:
            continue
        mode = grad_mode(binding.enclosing, names)
        in_place = _in_place(binding.name, update)
        before, loop = _held_before(script, binding), _loop_of(binding)
        if mode == "unknown" or binding.statement is None:
            continue
        if loop is not None:
            if _is_used_after(loop, binding):
                continue
            yield ManualUpdate(binding.statement, binding.name, in_place, "variable", mode == "on")
        elif before is not None and _learns(before) and not _starts_again(script, binding):
            yield ManualUpdate(binding.statement, binding.name, in_place, "replaced", mode == "on")


def _knows_callers(script: Script) -> bool:
    """Whether no caller can have turned recording off: something goes backward in the script."""
    return script.function is None or any(s.kind == "backward" for s in script.training.steps)


def _may_replace(statement: cst.CSTNode | None) -> bool:
    """Whether the right side is an operation, which few are."""
    return isinstance(statement, cst.Assign) and isinstance(statement.value, cst.BinaryOperation)


def _in_place(name: str, update: cst.BinaryOperation) -> str:
    sign = "-=" if isinstance(update.operator, cst.Subtract) else "+="
    return f"{name} {sign} {source_of(update.right)}"


def _refuses(store: Store, file: FileModel) -> bool:
    """Whether the owner is a Module in which the name belongs to a Parameter."""
    owner, name = store.owner, store.target.attr.value
    while isinstance(owner, Unknown) and isinstance(owner.node, cst.Attribute):
        held = _held(owner.owner, owner.node.attr.value, file)
        if held is None:
            return False
        owner = held
    if isinstance(owner, Module) and owner.nn_name is not None:
        return name in ("weight", "bias") and owner.nn_name in facts.MODULES_WITH_STATE
    return isinstance(_held(owner, name, file), Parameter)


def _held(owner: Value | None, name: str, file: FileModel) -> Value | None:
    """What `__init__` of the file's class assigns to the attribute, if that is one thing."""
    if not isinstance(owner, Module) or owner.nn_name is not None:
        return None
    reading = file.reading_of(owner.type_name)
    if reading is None or "__setattr__" in reading.definition.methods():
        return None
    found = [a for a in reading.assignments if a.attribute == name]
    return found[0].value if len(found) == 1 and found[0].constructing else None


def _replacement(statement: cst.CSTNode | None, weight: str | None) -> cst.BinaryOperation | None:
    """The right side of `w = w - lr * w.grad`."""
    if weight is None or not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return None
    value = statement.value
    if (
        isinstance(value, cst.BinaryOperation)
        and isinstance(value.operator, (cst.Add, cst.Subtract))
        and dotted_name(value.left) == weight
        and _uses_gradient(value.right, weight)
    ):
        return value
    return None


def _uses_gradient(node: cst.BaseExpression, name: str) -> bool:
    """Whether `name.grad` stands in the update."""
    return any(
        isinstance(part, cst.Attribute)
        and part.attr.value == "grad"
        and dotted_name(part.value) == name
        for part in walk(node)
    )


def _learns(value: Value) -> bool:
    """Whether `value` is surely a leaf that requires gradients."""
    if isinstance(value, Element):
        items = value.container.items
        return bool(items) and value.container.complete and all(map(_learns, items))
    if isinstance(value, Tensor) and value.trainable and isinstance(value.node, cst.Call):
        made = (dotted_name(value.node.func) or "").rpartition(".")[2]
        return made in facts.FACTORIES or made == "Variable"
    return isinstance(value, Parameter)


def _held_before(script: Script, binding: Binding) -> Value | None:
    """What the name held before, where it was bound outside of the loop."""
    around = loops_around(binding.enclosing)
    earlier = [
        b
        for b in script.bindings
        if b.name == binding.name and b.frame is binding.frame and b.order < binding.order
    ]
    if not around or not earlier or any(node is around[-1] for node in earlier[-1].enclosing):
        return None
    return earlier[-1].value


def _loop_of(binding: Binding) -> cst.For | None:
    """The loop over `model.parameters()` whose variable is bound."""
    for node in reversed(binding.enclosing):
        if isinstance(node, cst.For) and isinstance(node.iter, cst.Call):
            method = node.iter.func.attr.value if isinstance(node.iter.func, cst.Attribute) else ""
            targets = {part.value for part in walk(node.target) if isinstance(part, cst.Name)}
            if method in ("parameters", "named_parameters") and binding.name in targets:
                return node
    return None


def _is_used_after(loop: cst.For, binding: Binding) -> bool:
    """Whether the loop does more with the new tensor than clear a gradient."""
    reached = False
    for node, above in walk_with_parent(loop.body):
        reached = reached or node is binding.statement
        if not reached or any(part is binding.statement for part in above):
            continue
        if isinstance(node, cst.Name) and node.value == binding.name:
            parent = above[-1]
            if not (isinstance(parent, cst.Attribute) and parent.attr.value == "grad"):
                return True
    return False


def _starts_again(script: Script, binding: Binding) -> bool:
    """Whether the result is made a leaf again, keeps its gradient, or gives way to another."""
    return (
        any(use.method in _AGAIN and use.value is binding.value for use in script.uses)
        or any(
            store.target.attr.value == "requires_grad" and store.owner is binding.value
            for store in script.stores
        )
        or any(
            other.name == binding.name
            and other.frame is binding.frame
            and other.order > binding.order
            for other in script.bindings
        )
    )
