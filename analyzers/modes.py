"""Which models behave differently in training and evaluation, and where a script runs them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from . import torch_facts as facts
from .cuts import grad_region
from .events import Use
from .file_model import FileModel
from .script import loops_around
from .steps import Step
from .training import Loop, Training
from .tree import dotted_name, keyword_value, path_to, walk
from .values import Activation, Module, Unknown, Value

_DEEPEST = 6


def depends_on_mode(value: Value, file: FileModel, depth: int = 0) -> bool:
    """Whether the model surely has dropout or batch normalisation in it."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, Module):
        if value.nn_name is not None:
            return value.nn_name in facts.DEPENDS_ON_MODE or any(
                depends_on_mode(part, file, depth + 1) for part in value.contents
            )
        return _class_depends_on_mode(value.type_name, file, set())
    made = value.node if isinstance(value, Unknown) else None
    return isinstance(made, cst.Call) and (file.names.resolve(made.func) or "").startswith(
        "torchvision.models."
    )


def _class_depends_on_mode(name: str, file: FileModel, seen: set[str]) -> bool:
    definition = file.module_class(name)
    if definition is None or name in seen:
        return False
    seen.add(name)
    if {"eval", "train"} & definition.methods().keys():
        return False  # it has its own idea of modes
    for node in walk(definition.node):
        if isinstance(node, cst.Call):
            dotted = file.names.resolve(node.func)
            if (facts.nn_class(dotted) or "") in facts.DEPENDS_ON_MODE or _asks_for_mode(node):
                return True
            if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("eval", "train"):
                return False
            if _class_depends_on_mode(dotted_name(node.func) or "", file, seen):
                return True
    return False


def _asks_for_mode(node: cst.Call) -> bool:
    """`F.dropout(x, training=self.training)`."""
    return dotted_name(keyword_value(node, "training")) == "self.training"


def forwards(training: Training) -> Iterator[Use]:
    """The calls of models in the script."""
    return (use for use in training.script.uses if use.method is None)


def training_forward(training: Training, model: Value, step: Step) -> Use | None:
    """The call of the model whose result goes backward before `step`, in the same iterations."""
    names = training.script.file.names
    around = loops_around(step.enclosing)
    backward = any(
        s.kind == "backward" and s.order < step.order and loops_around(s.enclosing) == around
        for s in training.steps
    )
    if not backward:
        return None
    found = [
        use
        for use in forwards(training)
        if use.value is model
        and use.order < step.order
        and loops_around(use.enclosing) == around
        and grad_region(use.enclosing, names) is None
    ]
    return found[-1] if found else None


def sets_mode(training: Training, loop: Loop | None, method: str) -> bool:
    """Whether anything is put into that mode, in the loop or in the whole script."""
    script = training.script
    return any(
        use.method == method and (loop is None or loop.contains(use)) for use in script.uses
    ) or any(
        store.target.attr.value == "training" and (loop is None or loop.contains(store))
        for store in script.stores
    )


def evaluation_loop(use: Use, training: Training) -> Loop | None:
    """The loop over data in which the model is only called, if that is all that happens in it."""
    around = loops_around(use.enclosing)
    node = around[-1] if around else None
    if not isinstance(node, cst.For):
        return None
    loop = Loop(training, node)
    if any(loop.contains(step) for step in training.steps):
        return None
    if _counts(node.iter):  # x, y = get_batch()
        bound = {
            b.name
            for b in training.script.bindings
            if loop.contains(b) and b.order < use.order and not isinstance(b.value, Activation)
        }
    else:
        bound = {b.name for b in training.script.bindings if loop.contains(b)} | _names(node.target)
    if not any(_names(argument) & bound for argument in use.node.args):
        return None
    sampled = any(
        isinstance(above, cst.BaseComp) and _counts(above.for_in.iter)
        for above in path_to(node, use.node)
    )
    return None if sampled else loop


def _counts(node: cst.BaseExpression) -> bool:
    """Whether it is a `range(...)`: what it is around may be called with the same data each time."""
    return isinstance(node, cst.Call) and dotted_name(node.func) == "range"


def _names(node: cst.CSTNode) -> set[str]:
    return {part.value for part in walk(node) if isinstance(part, cst.Name)}
