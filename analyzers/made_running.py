"""Modules and Parameters that are made while forward runs, anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from . import torch_facts as facts
from .events import BRANCHES, Assignment, Creation
from .file_model import FileModel
from .held import leaves
from .reading import Reading
from .state import surely_stateful
from .statement import Statement
from .tree import statements, walk
from .values import Element, LostParameter, Module, Optimizer, Parameter


@dataclass(eq=False, slots=True)
class MadeRunning:
    """`creation` makes something with state each time its `function` runs.

    `statement` is where that stands; `assignment` is set when the value becomes `self.name`, and
    `name` is the local variable that holds it, if one does.
    """

    reading: Reading
    creation: Creation
    statement: Statement
    function: cst.FunctionDef
    assignment: Assignment | None
    name: str | None


def made_running(file: FileModel, kind: type[Module | Parameter]) -> Iterator[MadeRunning]:
    """What owns state, is made in a forward pass and is kept on `self` or used there.

    Left out: what may be made once only (behind a condition or a decorator), and what gets its
    values from elsewhere.
    """
    seen: set[int] = set()
    for reading in file.readings:
        definition = reading.definition
        if any(part.startswith("test") for part in definition.qualified_name.split(".")):
            continue
        if trains_itself(reading):
            continue
        for creation in reading.creations.values():
            value, node = creation.value, creation.node
            if not creation.running or not isinstance(value, kind) or id(node) in seen:
                continue
            functions = [n for n in creation.enclosing if isinstance(n, cst.FunctionDef)]
            if not functions or not surely_stateful(value, file):
                continue
            if any(_is_wrapped(function, file) for function in functions):
                continue
            try:
                statement = file.statement_of(node)
            except KeyError:  # inherited from another file
                continue
            assignment = next((a for a in reading.assignments if a.value is value), None)
            if assignment is not None and not assignment.in_class:
                continue
            name = next((b.name for b in reading.bindings if b.value is value), None)
            made = MadeRunning(reading, creation, statement, functions[-1], assignment, name)
            if assignment is not None and _may_run_once(made):
                continue
            if isinstance(value, Module) and name is not None and _is_given_values(made, name):
                continue
            seen.add(id(node))
            yield made


def trains_itself(reading: Reading) -> bool:
    """Whether each forward pass makes an optimizer: what it fits is new each time on purpose."""
    return any(isinstance(c.value, Optimizer) and c.running for c in reading.creations.values())


def is_called(made: MadeRunning) -> bool:
    """Whether the Module, a list of which it is an element, or what holds it, is called."""
    value = made.creation.value
    kept = [a.value for a in made.reading.assignments]
    for use in made.reading.uses:
        if use.method is not None:
            continue
        called = use.value
        if called is value:
            return True
        if (
            isinstance(called, Element)
            and called.container not in kept
            and value in leaves(called.container)
        ):
            return True
    return False


def is_computed_with(made: MadeRunning) -> bool:
    """Whether the Parameter, or what was computed from it, meets the tensors of the forward pass."""
    value = made.creation.value
    return any(
        given is value or (isinstance(given, LostParameter) and given.origin is value)
        for flow in made.reading.flows
        if _is_tensor_operation(flow.value.function)
        for given in flow.value.inputs
    )


def _is_tensor_operation(function: str | None) -> bool:
    """Whether it is an operator, a function of torch or a method of tensors, not of anything else."""
    return function is None or "." in function or function in facts.TENSOR_METHODS


def is_optimised(made: MadeRunning) -> bool:
    """Whether the forward pass itself trains: an optimizer, or a look at a gradient."""
    return any(isinstance(c.value, Optimizer) for c in made.reading.creations.values()) or any(
        isinstance(node, cst.Attribute) and node.attr.value in ("grad", "backward")
        for node in walk(made.function.body)
    )


def _may_run_once(made: MadeRunning) -> bool:
    """Whether a condition, or an early `return` above, may keep it from being made again."""
    enclosing = made.creation.enclosing
    if any(isinstance(node, BRANCHES) for node in enclosing):
        return True
    return any(
        isinstance(node, cst.FunctionDef) and _returns_early(node, made.creation.node)
        for node in enclosing
    )


def _is_wrapped(function: cst.FunctionDef, file: FileModel) -> bool:
    """Whether a decorator of unknown effect, a cache perhaps, stands around `function`."""
    for decorator in function.decorators:
        node = decorator.decorator
        dotted = file.names.resolve(node.func if isinstance(node, cst.Call) else node) or ""
        if dotted.split(".")[0] != "torch":
            return True
    return False


def _returns_early(function: cst.FunctionDef, before: cst.CSTNode) -> bool:
    for statement in statements(function.body):
        if any(node is before for node in walk(statement)):
            return False
        if isinstance(statement, cst.If) and any(
            isinstance(node, cst.Return) for node in walk(statement)
        ):
            return True
    return False


def _is_given_values(made: MadeRunning, name: str) -> bool:
    """Whether something of the local object is set or filled: `conv.weight.data = kernel`."""
    return any(
        isinstance(node, cst.Attribute)
        and isinstance(node.value, cst.Name)
        and node.value.value == name
        and node.attr.value not in facts.MODULE_SELF_METHODS
        and node.attr.value != "forward"
        for node in walk(made.function.body)
    )
