"""Losses that go backward only because they were wrapped anew, or told to require gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from .events import FunctionCall
from .held import leaves
from .script import Script, names_of
from .steps import Step, is_loss
from .training import Training
from .tree import dotted_name, is_name, keyword_value, walk
from .values import Activation, Constant, Container, Module, Tensor, Unknown, Value

_COPYING = frozenset({"torch.tensor", "torch.autograd.Variable"})
_NUMBERS = frozenset({"item", "detach", "clone", "cpu", "numpy", "data", "tolist", "float"})


@dataclass(eq=False, slots=True)
class Rewrap:
    """`node` is the wrapper around `inner`, or what is to be removed where that is None.

    `copied`: a new tensor is made of a loss. `listed`: of a list of them. `number`: one is made of numbers and called a loss.
    `told`: the loss is told to require gradients. `undoes_itself`: without the wrapper the statement
    is `loss = loss`.
    """

    node: cst.CSTNode
    inner: cst.BaseExpression | None
    how: Literal["copied", "listed", "number", "told"]
    code: str
    undoes_itself: bool = False


def rewraps(training: Training) -> Iterator[Rewrap]:
    """The wrappers of losses whose result goes backward directly."""
    script = training.script
    steps = [step for step in training.steps if step.kind == "backward" and step.plain]
    for call in script.functions:
        wanted = keyword_value(call.node, "requires_grad")
        if call.function in _COPYING and is_name(wanted, "True") and call.node.args:
            argument = call.node.args[0].value
            if not _goes_backward(call.result, steps, script):
                continue
            name = call.function.rpartition(".")[2]
            code = f"torch.{name}(...)" if name == "tensor" else f"{name}(...)"
            if _holds_outputs(call.arguments[0]):
                yield Rewrap(call.node, argument, "listed", code)
            elif not _is_loss(call.arguments[0], argument):
                if _trains(training, call) and _is_computed(call.arguments[0], argument):
                    yield Rewrap(call.node, None, "number", code)
            else:
                yield Rewrap(
                    call.node,
                    _bare(argument),
                    "copied",
                    code,
                    _undoes_itself(call.statement, call.node, _bare(argument)),
                )
    for store in script.stores:
        if (
            store.target.attr.value == "requires_grad"
            and isinstance(store.statement, cst.Assign)
            and dotted_name(store.statement.value) == "True"
            and _goes_backward(store.owner, [s for s in steps if s.order > store.order], script)
            and _is_loss(store.owner, store.target.value)
        ):
            yield Rewrap(store.statement, None, "told", "requires_grad = True")
    for use in script.uses:
        if use.method != "requires_grad_" or not isinstance(use.node.func, cst.Attribute):
            continue
        if any(dotted_name(a.value) == "False" for a in use.node.args):
            continue
        owner = use.node.func.value
        later = [step for step in steps if step.order > use.order]
        told = any(
            isinstance(step.target, Activation) and step.target.node is use.node for step in later
        )
        alone = any(d.node.value is use.node for d in script.discards)
        if not _is_loss(use.value, owner):
            continue
        if told or (not alone and any(step.target.node is use.node for step in later)):
            yield Rewrap(use.node, owner, "told", ".requires_grad_()")
        elif alone and _goes_backward(use.value, later, script):
            yield Rewrap(use.node, None, "told", ".requires_grad_()")


def _trains(training: Training, call: FunctionCall) -> bool:
    """Whether the tensor is called a loss, and an optimizer takes a step after it."""
    names = names_of(call.result, training.script)
    return any("loss" in name.lower() or name == "cost" for name in names) and any(
        step.kind == "step" and step.order > call.order for step in training.steps
    )


def _is_computed(value: Value, node: cst.BaseExpression) -> bool:
    """Whether it is the result of something: not a number in the text, nor a variable's value."""
    if isinstance(value, Activation) and not value.assumed:
        return True
    return isinstance(value, (Unknown, Activation, Tensor)) and any(
        isinstance(part, (cst.Call, cst.BinaryOperation)) for part in walk(node)
    )


def _goes_backward(value: Value, steps: list[Step], script: Script) -> bool:
    """Whether `backward()` is called on `value` itself, maybe after arithmetic with numbers."""
    names = names_of(value, script) or _names_of_reduced(value, script)
    for step in steps:
        if dotted_name(step.target_node) in names:
            return True
        if step.target is value:
            return True
        node = step.target_node
        if isinstance(node, cst.BinaryOperation) and step.target.node is node:
            used = {part.value for part in walk(node) if isinstance(part, cst.Name)}
            if used and used <= set(names):
                return True
    return False


def _holds_outputs(value: Value) -> bool:
    """Whether it is a list of tensors that a model with weights computed."""
    pending: list[Value] = [
        leaf
        for leaf in (leaves(value) if isinstance(value, Container) else [])
        if isinstance(leaf, Activation) and leaf.attached
    ]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if not isinstance(found, Activation) or id(found) in seen or not found.attached:
            continue
        seen.add(id(found))
        if isinstance(found.maker, Module) and found.maker.stateful:
            return True
        pending += found.inputs
    return False


def _names_of_reduced(value: Value, script: Script) -> tuple[str, ...]:
    """The names of `torch.tensor(losses, requires_grad=True).mean()`."""
    found: list[str] = []
    for binding in script.bindings:
        node = binding.statement.value if isinstance(binding.statement, cst.Assign) else None
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Attribute)
            and node.func.value is value.node
            and node.func.attr.value in ("mean", "sum")
        ):
            found.append(binding.name)
    return tuple(found)


def _is_loss(value: Value, node: cst.BaseExpression) -> bool:
    """Whether a model's loss is in it: a tensor that torch computed, or its number."""
    bare = _bare(node)
    name = (dotted_name(bare) or "").rpartition(".")[2]
    for leaf in leaves(value):
        source = leaf.source if isinstance(leaf, Constant) else leaf
        if isinstance(source, (Activation, Unknown, Tensor)) and is_loss(_origin(source), name):
            return True
    return False


def _origin(value: Value) -> Value:
    """The tensor before it was copied or made a number."""
    while isinstance(value, Activation) and value.function in _NUMBERS and value.inputs:
        value = value.inputs[0]
    return value


def _bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """`loss` of `loss.item()`, `loss.detach().clone()` and `loss.data`."""
    while True:
        if isinstance(node, cst.Attribute) and node.attr.value in _NUMBERS:
            node = node.value
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value not in _NUMBERS or node.args:
                return node
            node = node.func.value
        else:
            return node


def _undoes_itself(
    statement: cst.CSTNode | None, node: cst.Call, inner: cst.BaseExpression
) -> bool:
    return (
        isinstance(statement, cst.Assign)
        and statement.value is node
        and len(statement.targets) == 1
        and dotted_name(inner) is not None
        and dotted_name(statement.targets[0].target) == dotted_name(inner)
    )
