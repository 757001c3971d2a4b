"""Whether a name of a Module is surely taken when something else is given to it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from . import torch_facts as facts
from .events import BRANCHES, Assignment, FunctionCall
from .evidence import is_tensor
from .literals import string
from .reading import Reading
from .sighted import assigned_to
from .tree import walk_with_parent
from .values import Buffer, Constant, Container, LostParameter, Module, Parameter, Value

# What may have the name already, by what registers it.
_REGISTERS: dict[str, type[Value]] = {
    "self.register_buffer": Buffer,
    "self.register_parameter": Parameter,
    "self.add_module": Module,
    "self.register_module": Module,
}
_FREEING = frozenset({"__delattr__", "__dict__"}) | facts.REGISTRIES
_BRANCHES = (*BRANCHES, cst.For, cst.While)


def registered_over(reading: Reading) -> Iterator[tuple[FunctionCall, Assignment]]:
    """The calls that register a name which is surely an attribute by then, with its assignment."""
    for call in reading.functions:
        kind = _REGISTERS.get(call.function)
        if kind is None:
            continue
        name = string(call.node.args[0].value) if call.node.args else None
        if name is None or not call.frame.in_class:
            continue
        for assignment in assigned_to(reading, name):
            if (
                assignment.in_class
                and assignment.constructing
                and assignment.order < call.order
                and not isinstance(assignment.value, kind)
                and _is_known(assignment, reading)
                and not any(isinstance(node, _BRANCHES) for node in assignment.enclosing)
                and not _may_be_freed(reading, assignment.attribute)
            ):
                yield call, assignment
                break


def _is_known(assignment: Assignment, reading: Reading) -> bool:
    """Whether the value surely is none of the kind that would be replaced."""
    value = assignment.value
    known = (Constant, Container, Module, Parameter, LostParameter)
    return isinstance(value, known) or is_tensor(value, reading)


def is_refused(reading: Reading, assignment: Assignment) -> bool:
    """Whether the value is surely no Module, no Parameter and not None."""
    value, node = assignment.value, assignment.value_node
    if isinstance(value, Constant):
        return isinstance(node, (cst.BaseNumber, cst.BaseString))
    if isinstance(value, LostParameter):
        return not may_be_the_same(value)
    if isinstance(value, Container):
        return True
    return not isinstance(value, Parameter) and is_tensor(value, reading)


def may_be_the_same(value: LostParameter) -> bool:
    """Whether the conversion gives back the same Parameter when there is nothing to convert."""
    converted = value.node
    return (
        isinstance(converted, cst.Call)
        and isinstance(converted.func, cst.Attribute)
        and converted.func.attr.value in facts.SOMETIMES_IDENTITY_METHODS
    )


def is_registered_by_then(reading: Reading, assignment: Assignment) -> bool:
    """Whether the name belongs to a Module or Parameter whenever the assignment runs."""
    name = assignment.attribute
    others = [a for a in assigned_to(reading, name) if a is not assignment]
    if any(
        not isinstance(a.value, (Module, Parameter)) and not is_refused(reading, a) for a in others
    ):
        return False
    around = {id(node) for node in assignment.enclosing}
    return not _may_be_freed(reading, name) and any(
        a.constructing
        and a.order < assignment.order
        and isinstance(a.value, (Module, Parameter))
        and all(id(node) in around for node in a.enclosing if isinstance(node, _BRANCHES))
        for a in others
    )


def _may_be_freed(reading: Reading, name: str) -> bool:
    """Whether the class may take the name away from what is registered under it."""
    for node, above in walk_with_parent(reading.definition.node):
        if isinstance(node, cst.Attribute) and node.attr.value == name:
            if any(isinstance(parent, cst.Del) for parent in above):
                return True
        elif (isinstance(node, cst.Attribute) and node.attr.value in _FREEING) or (
            isinstance(node, cst.Name) and node.value == "delattr"
        ):
            return True
    return False
