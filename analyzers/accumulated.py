"""Losses that are added up, or collected in a list, after they went backward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import libcst as cst

from .cuts import grad_mode
from .events import Assignment, Augmentation, Binding, Use
from .file_model import FileModel
from .script import loops_around
from .steps import Occurrence, Step
from .training import Loop, Training
from .tree import dotted_name, is_name, keyword_value, names_in, walk
from .values import Activation, Constant, Container, Element, Value

# What is done with a total or a list of numbers; everything else may need tensors.
_LIST_METHODS = frozenset({"append", "extend", "clear", "pop", "insert", "copy"})
_MOST_INPUTS = 200

_Assigned = Binding | Assignment


@dataclass(eq=False, slots=True)
class Accumulation:
    """`total += loss` or `losses.append(loss)`: `names` are the places of the loss in it.

    `target` names what grows. `collected`: in a container. `function` is what it stands in, if in one.
    """

    target: cst.BaseExpression
    names: list[cst.Name]
    collected: bool
    node: cst.CSTNode
    function: cst.FunctionDef | None


class _Repeated(Protocol):
    """What happens again and again: a loop, or a method that is called in one elsewhere."""

    def contains(self, event: Occurrence) -> bool: ...


class _Method:
    """A method without a loop of its own: each call of it is an iteration."""

    def contains(self, event: Occurrence) -> bool:
        return True


def accumulations(training: Training) -> Iterator[Accumulation]:
    """The losses that are kept with their graphs, over the iterations of a loop."""
    yield from _over_calls(training)
    for loop in training.loops:
        gone = [s for s in loop.own("backward") if s.plain and not _retains(s)]
        if not gone:
            continue
        script = training.script
        for change in script.augmentations:
            if (
                isinstance(change.node.operator, cst.AddAssign)
                and _innermost(loop, change)
                and _is_recorded(training, change)
            ):
                names = _losses(training, loop, change, change.node.value, gone)
                if names and _starts_outside(training, loop, change):
                    yield _grown(change, change.node.target, names, change.node)
        for binding in _assigned(training):
            statement = binding.statement
            if isinstance(statement, cst.Assign) and _innermost(loop, binding):
                target = statement.targets[0].target
                name = _name(binding)
                grows = any(dotted_name(leaf) == name for leaf in _summands(statement.value))
                names = _losses(training, loop, binding, statement.value, gone) if grows else []
                if (
                    names
                    and _is_recorded(training, binding)
                    and _starts_outside(training, loop, binding)
                ):
                    yield _grown(binding, target, names, statement)
        for use in script.uses:
            held = use.value.container if isinstance(use.value, Element) else use.value
            if use.method == "append" and isinstance(held, Container) and _innermost(loop, use):
                names = [
                    n for a in use.node.args for n in _losses(training, loop, use, a.value, gone)
                ]
                func = use.node.func
                if names and isinstance(func, cst.Attribute) and _is_kept(loop, held):
                    yield _grown(use, func.value, names, use.node)


def _over_calls(training: Training) -> Iterator[Accumulation]:
    """`self.total += loss` in a method that takes one step of training each time it is called."""
    script, method = training.script, _Method()
    if script.function is None:
        return
    gone = [
        step
        for step in training.steps
        if step.kind == "backward"
        and step.plain
        and not _retains(step)
        and not loops_around(step.enclosing)
    ]
    for change in script.augmentations if gone else ():
        name = dotted_name(change.node.target) or ""
        if (
            name.startswith("self.")
            and isinstance(change.node.operator, cst.AddAssign)
            and not loops_around(change.enclosing)
            and _is_recorded(training, change)
            and not any(f"self.{a.attribute}" == name for a in script.assignments)
        ):
            names = _losses(training, method, change, change.node.value, gone)
            if names and _starts_outside(training, method, change):
                yield _grown(change, change.node.target, names, change.node)


def _grown(
    event: Augmentation | _Assigned | Use,
    target: cst.BaseExpression,
    names: list[cst.Name],
    node: cst.CSTNode,
) -> Accumulation:
    return Accumulation(target, names, isinstance(event, Use), node, event.scope)


def _assigned(training: Training) -> Iterator[_Assigned]:
    """What is assigned to names and to attributes of the object."""
    yield from training.script.bindings
    yield from training.script.assignments


def _name(event: Augmentation | _Assigned) -> str | None:
    """What grows: `total`, or `self.total`."""
    match event:
        case Binding():
            return event.name
        case Assignment():
            return f"self.{event.attribute}"
        case Augmentation():
            return dotted_name(event.node.target)


def _innermost(loop: Loop, event: Augmentation | _Assigned | Use) -> bool:
    around = loops_around(event.enclosing)
    return bool(around) and around[-1] is loop.node


def _is_recorded(training: Training, event: Augmentation | _Assigned) -> bool:
    """Whether autograd records the addition itself: under `no_grad()` the sum is only a number."""
    return grad_mode(event.enclosing, training.script.file.names) == "on"


def _retains(step: Step) -> bool:
    return keyword_value(step.node, "retain_graph") is not None


def _losses(
    training: Training,
    loop: _Repeated,
    event: Augmentation | _Assigned | Use,
    node: cst.BaseExpression,
    gone: list[Step],
) -> list[cst.Name]:
    """The names in a sum that hold a loss that went backward in the loop."""
    found: list[cst.Name] = []
    for part in _summands(node):
        if not isinstance(part, cst.Name):
            continue
        bound = [
            b
            for b in training.script.bindings
            if b.name == part.value and b.frame is event.frame and b.order < event.order
        ]
        if bound and loop.contains(bound[-1]):
            value = bound[-1].value
            if _is_cut(value):
                continue
            if any(_goes_through(s, value, training) for s in gone) and not any(
                use.value is value and use.method == "detach_" for use in training.script.uses
            ):
                found.append(part)
    return found


def _is_cut(value: Value) -> bool:
    """Whether it is a number, or a tensor without its graph: that is another mistake, if one."""
    return isinstance(value, Constant) or (isinstance(value, Activation) and not value.attached)


def _summands(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The operands of arithmetic, or the expression itself."""
    if isinstance(node, cst.BinaryOperation):
        yield from _summands(node.left)
        yield from _summands(node.right)
    else:
        yield node


def _goes_through(step: Step, value: Value, training: Training) -> bool:
    """Whether going backward at `step` goes through `value`: `(value / 4).backward()` does."""
    if _depends(step.target, value):
        return True
    # scaler.scale(loss).backward()
    scaled = next((u for u in training.script.uses if u.node is step.target_node), None)
    return scaled is not None and any(argument is value for argument in scaled.arguments)


def _depends(value: Value, searched: Value) -> bool:
    pending = [value]
    for _ in range(_MOST_INPUTS):
        if not pending:
            return False
        value = pending.pop()
        if value is searched:
            return True
        if isinstance(value, Activation) and value.maker is None:
            pending += value.inputs
    return False


def _starts_outside(training: Training, loop: _Repeated, change: Augmentation | _Assigned) -> bool:
    """Whether what grows is not made anew in each iteration, and nothing goes backward from it."""
    name = _name(change)
    for binding in _assigned(training):
        if _name(binding) == name and binding.order < change.order and loop.contains(binding):
            return False
    return name is None or not any(
        step.kind == "backward" and name in map(dotted_name, walk(step.node.func))
        for step in training.steps
    )


def _is_kept(loop: Loop, container: Container) -> bool:
    """Whether the container is made outside of the loop and holds what it is given."""
    made = container.node
    if made is None or isinstance(made, cst.Call):
        return isinstance(made, cst.Call) and not made.args  # deque(maxlen=100) forgets
    return not any(node is made for node in walk(loop.node))


def needs_tensors(file: FileModel, grown: Accumulation) -> bool:
    """Whether the total, or what is in the list, is used as a tensor; where only its function has it, in that."""
    name = dotted_name(grown.target)
    if name is None:
        return False
    if grown.function is not None and _is_local(grown.function, name):
        return _needs_tensors(grown.function, name, grown.collected)
    return any(_needs_tensors(part.module, name, grown.collected) for part in file.parts)


def _is_local(function: cst.FunctionDef, name: str) -> bool:
    """Whether a variable is one of the function alone; not so `self.total`, and what it takes from around."""
    parents = [above[-1] for node, above in names_in(function).get(name, ()) if is_name(node, name)]
    bound = any(isinstance(p, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign)) for p in parents)
    return bound and not any(isinstance(parent, cst.NameItem) for parent in parents)


def _needs_tensors(root: cst.CSTNode, name: str, collected: bool) -> bool:
    for node, above in names_in(root).get(name.rpartition(".")[2], ()):
        if dotted_name(node) != name:
            continue
        parent = above[-1]
        if isinstance(parent, cst.Attribute) and parent.value is node:
            if not (collected and parent.attr.value in _LIST_METHODS):
                return True
        elif isinstance(parent, (cst.CompFor, cst.For, cst.Subscript)) and collected:
            return True
        elif isinstance(parent, cst.Arg) and isinstance(above[-2], cst.Call):
            called = dotted_name(above[-2].func) or ""
            if called.partition(".")[0] in ("torch", "F", "dist"):
                return True
    return False
