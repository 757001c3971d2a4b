"""Attributes that hold a plain tensor made while the Module is constructed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from . import torch_facts as facts
from .events import Assignment
from .file_model import FileModel
from .finding import Span
from .reading import Reading
from .tree import walk_with_parent
from .values import Constant, Tensor

_MOVES = frozenset({"to", "cuda", "cpu", "type_as"})


@dataclass(eq=False, slots=True)
class TensorAttribute:
    """`self.attribute` holds the plain tensor `value`, and keeps it after construction."""

    reading: Reading
    assignment: Assignment
    value: Tensor

    @property
    def subject(self) -> str:
        return f"{self.reading.definition.name}.{self.assignment.attribute}"

    @property
    def span(self) -> Span:
        """The `self.attribute` that is assigned."""
        return self.reading.definition.statement.places.span(self.assignment.target)

    def single(self) -> bool:
        """Whether the class assigns the attribute nowhere else."""
        name = self.assignment.attribute
        return sum(a.attribute == name for a in self.reading.assignments) == 1

    def after_base_init(self) -> bool:
        """Whether the base class was initialised before the assignment."""
        return any(call.order < self.assignment.order for call in self.reading.super_calls)


def tensor_attributes(file: FileModel) -> Iterator[TensorAttribute]:
    """The plain tensors that stay on the Module, in the order of the text."""
    for reading in file.readings:
        last: dict[str, Assignment] = {}
        for assignment in reading.assignments:
            if isinstance(assignment.value, Constant):
                continue  # `self.mask = None` before the real value
            if assignment.attribute in last and not assignment.constructing:
                last.pop(assignment.attribute)  # a cache: made anew while running
            elif assignment.constructing:
                last[assignment.attribute] = assignment
        for assignment in last.values():
            value = assignment.value
            if (
                isinstance(value, Tensor)
                and assignment.in_class
                and not value.visible
                and not value.escaped
                and assignment.attribute not in reading.buffers
                and not file.is_deliberate(
                    reading.definition.statement.places.span(assignment.target).start
                )
            ):
                yield TensorAttribute(reading, assignment, value)


def is_assigned_later(attribute: TensorAttribute) -> bool:
    """Whether a method that runs after construction gives the attribute another value."""
    name = attribute.assignment.attribute
    for node, above in _attribute_nodes(attribute, running=True):
        if node.attr.value == name and _is_stored(node, above):
            return True
    return False


def is_read_while_running(attribute: TensorAttribute) -> bool:
    """Whether a method that runs after construction needs the tensor itself.

    Reading its shape, or moving it at the place where it is used, does not count. A class that
    moves it anywhere keeps its device in mind: which of its other reads see which device is not
    followed.
    """
    name = attribute.assignment.attribute
    needed = False
    for node, above in _attribute_nodes(attribute, running=True):
        if node.attr.value != name or _is_stored(node, above):
            continue
        parent, asked = above[-1], _chain(node, above)
        if asked & _MOVES:
            return False
        if asked & facts.HARMLESS_TENSOR_READS:
            continue
        if isinstance(parent, cst.Arg) and _is_call_of(above[-2], "len"):
            continue
        needed = True
    return needed


def is_given_to_optimizer(attribute: TensorAttribute) -> bool:
    """Whether the class hands the tensor to an optimizer of its own."""
    reading, name = attribute.reading, attribute.assignment.attribute
    for node, above in _attribute_nodes(attribute, running=False):
        if node.attr.value == name and any(
            isinstance(parent, cst.Call)
            and facts.is_optimizer(reading.file.names.resolve(parent.func) or "")
            for parent in above
        ):
            return True
    return False


def _attribute_nodes(
    attribute: TensorAttribute, running: bool
) -> Iterator[tuple[cst.Attribute, tuple[cst.CSTNode, ...]]]:
    """Every `self.something`; with `running` only in methods that run after construction."""
    reading = attribute.reading
    for name, method in reading.definition.methods().items():
        if running and name in reading.constructing_methods:
            continue
        for node, above in walk_with_parent(method):
            if (
                isinstance(node, cst.Attribute)
                and isinstance(node.value, cst.Name)
                and node.value.value == "self"
                and above
            ):
                yield node, above


def _is_stored(node: cst.Attribute, above: tuple[cst.CSTNode, ...]) -> bool:
    """Whether `node` is assigned, augmented or deleted, alone or while unpacking."""
    previous: cst.CSTNode = node
    for parent in reversed(above):
        if isinstance(parent, (cst.AssignTarget, cst.Del)):
            return True
        if isinstance(parent, (cst.AugAssign, cst.AnnAssign)):
            return parent.target is previous
        if not isinstance(parent, (cst.Tuple, cst.List, cst.Element, cst.StarredElement)):
            return False
        previous = parent
    return False


def _chain(node: cst.CSTNode, above: tuple[cst.CSTNode, ...]) -> set[str]:
    """What is asked of `node` step by step: `detach` and `to` in `node[:n].detach().to(x)`."""
    names: set[str] = set()
    for parent in reversed(above):
        if isinstance(parent, cst.Attribute) and parent.value is node:
            names.add(parent.attr.value)
        elif not (isinstance(parent, cst.Subscript) and parent.value is node) and not (
            isinstance(parent, cst.Call) and parent.func is node
        ):
            break
        node = parent
    return names


def _is_call_of(node: cst.CSTNode, name: str) -> bool:
    return (
        isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name
    )
